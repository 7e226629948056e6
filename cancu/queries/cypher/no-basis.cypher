// name: no-basis
// title: Văn bản không nêu căn cứ
// title_en: Documents of the corpus that name no basis
// No basis, and nothing that they carry out, was found in their text.
// param type: type = null # only documents of this type (QĐ)
// columns: document, mentions, file
// example:
MATCH (d:Document)
WHERE d.in_corpus AND ($type IS NULL OR d.type = $type)
OPTIONAL MATCH (d)-[r:BASED_ON|IMPLEMENTS|GUIDES]->(:Document)
WITH d, count(r) AS bases WHERE bases = 0
OPTIONAL MATCH (m:Mention)-[:STATED_IN]->(d)
WITH d, count(m) AS mentions
RETURN d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, mentions, d.path AS file
ORDER BY d.id
