// name: timeline
// title: Diễn biến của một chương trình, đề án theo thời gian
// title_en: A scheme in the order of time
// What the document rests on, the document, what carries it out, details or changes it; undated ones last.
// param document: document # the scheme
// columns: date, document, role, sentence, file, start
// picture: timeline
// example: "Đề án 06"
MATCH (d:Document {id: $document})
OPTIONAL MATCH (d)-[r:BASED_ON|IMPLEMENTS|GUIDES|AMENDS|REPLACES|REPEALS]-(other:Document)
WITH d, r, other ORDER BY other.id, type(r), r.stated_by
WITH d, other, collect({role: CASE WHEN startNode(r).id = d.id THEN type(r) + ' →' ELSE '→ ' + type(r) END, sentence: r.evidence, file: r.file, start: r.start})[0] AS f
WITH d, collect({document: other, f: f}) AS others
UNWIND [{document: d, f: {role: 'itself', sentence: NULL, file: NULL, start: NULL}}] + others AS row
WITH row.document AS x, row.f AS f WHERE x IS NOT NULL
RETURN x.date AS date, x {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, f.role AS role, f.sentence AS sentence, f.file AS file, f.start AS start
ORDER BY date, x.id
