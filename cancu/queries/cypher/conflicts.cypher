// name: conflicts
// title: Cùng một số nhưng ngày hoặc tên khác nhau
// title_en: One document cited with different dates or titles
// Dates differ from each other or from the document's own; of two titles neither contains the other.
// columns: document, dates, titles
// example:
MATCH (m:Mention)-[:NAMES]->(d:Document)
WITH DISTINCT d, m.date AS date, toLower(m.title) AS title
ORDER BY d.id, date, title
WITH d, collect(DISTINCT date) AS dates, collect(DISTINCT title) AS titles
WITH d, titles, dates, any(x IN dates WHERE x <> dates[0] OR (d.in_corpus AND x <> d.date)) AS days_differ
WHERE days_differ OR any(a IN titles WHERE any(b IN titles WHERE NOT a CONTAINS b AND NOT b CONTAINS a))
RETURN d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, dates, titles
ORDER BY days_differ DESC, d.id
