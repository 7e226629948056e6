// name: no-basis
// title: Văn bản không nêu căn cứ
// title_en: Documents of the corpus that name no basis
// Their text names nothing as a basis, as what they carry out or as what they detail, settled or not. Pages of the press and forms are left out.
// param type: type = null # only documents of this type (QĐ)
// columns: document, mentions, file
// example:
MATCH (d:Document)
WHERE d.in_corpus AND ($type IS NULL OR d.type = $type) AND NOT coalesce(d.paper, '') IN ['press', 'form']
OPTIONAL MATCH (d)-[r:BASED_ON|IMPLEMENTS|GUIDES]->(:Document) WHERE r.stated_by = d.id
WITH d, count(r) AS linked WHERE linked = 0
WITH d ORDER BY d.id
// what is above, the link index works out
OPTIONAL MATCH (d)<-[:STATED_IN]-(m:Mention)
WITH d, count(m) AS mentions, sum(CASE WHEN m.source = 'self' AND m.relation IN ['BASED_ON', 'IMPLEMENTS', 'GUIDES'] THEN 1 ELSE 0 END) AS bases
WHERE bases = 0
RETURN d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, mentions, d.path AS file
ORDER BY d.id
