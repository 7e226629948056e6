// name: conflicts
// title: Cùng một số nhưng ngày hoặc tên khác nhau
// title_en: One document cited with different dates or titles
// Dates beside its number differ from each other or from the document's own; of two titles, in lower case, neither contains the other.
// columns: document, dates, titles
// example:
MATCH (m:Mention)-[:NAMES]->(d:Document)
WITH d, collect(DISTINCT m.date) AS dates, collect(DISTINCT toLower(m.title)) AS titles
WITH d, dates, titles, any(x IN dates WHERE x <> dates[0] OR x <> coalesce(d.date, x)) AS days_differ
WHERE days_differ OR any(a IN titles WHERE any(b IN titles WHERE NOT a CONTAINS b AND NOT b CONTAINS a))
UNWIND CASE WHEN size(dates) = 0 THEN [NULL] ELSE dates END AS date
WITH d, days_differ, titles, date ORDER BY d.id, date
WITH d, days_differ, titles, collect(date) AS dates
UNWIND CASE WHEN size(titles) = 0 THEN [NULL] ELSE titles END AS title
WITH d, days_differ, dates, title ORDER BY d.id, title
WITH d, days_differ, dates, collect(title) AS titles
RETURN d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, dates, titles
ORDER BY days_differ DESC, d.id
