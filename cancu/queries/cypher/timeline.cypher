// name: timeline
// title: Diễn biến của một chương trình, đề án theo thời gian
// title_en: A scheme in the order of time
// What the document rests on, the document, what carries it out, details or changes it; undated ones last.
// param document: document # the scheme
// columns: date, document, role, sentence, file, start
// picture: timeline
// example: "Đề án 06"
CALL () {
MATCH (x:Document {id: $document})
RETURN x, NULL AS r, 'itself' AS role
UNION ALL
MATCH (:Document {id: $document})-[r:BASED_ON|IMPLEMENTS|GUIDES|AMENDS|REPLACES|REPEALS]->(x:Document)
RETURN x, r, type(r) + ' →' AS role
UNION ALL
MATCH (:Document {id: $document})<-[r:BASED_ON|IMPLEMENTS|GUIDES|AMENDS|REPLACES|REPEALS]-(x:Document)
RETURN x, r, '→ ' + type(r) AS role
}
WITH x, r, role, r IS NULL AS itself ORDER BY x.id, itself, type(r), r.stated_by, role
WITH x, itself, collect({r: r, role: role})[0] AS f
WITH x, f.r AS r, f.role AS role
// what is above, the link index works out
RETURN x.date AS date, x {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, role, r.evidence AS sentence, r.file AS file, r.start AS start
ORDER BY date, x.id
