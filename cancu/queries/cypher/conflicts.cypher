// name: conflicts
// title: Cùng một số nhưng ngày hoặc tên khác nhau
// title_en: One document cited with different dates or titles
// Dates beside its number differ from each other or from the document's own; of two titles, in lower case, neither contains the other.
// columns: document, dates, titles
// example:
MATCH (m:Mention)-[:NAMES]->(d:Document)
WITH DISTINCT d, m.date AS date ORDER BY d.id, date
WITH d, collect(date) AS dates
MATCH (m:Mention)-[:NAMES]->(d)
WITH DISTINCT d, dates, toLower(m.title) AS title ORDER BY d.id, title
WITH d, dates, collect(title) AS titles
WITH d, titles, dates, any(x IN dates WHERE x <> dates[0] OR x <> coalesce(d.date, x)) AS days_differ
WHERE days_differ OR any(a IN titles WHERE any(b IN titles WHERE NOT a CONTAINS b AND NOT b CONTAINS a))
RETURN d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, dates, titles
ORDER BY days_differ DESC, d.id
