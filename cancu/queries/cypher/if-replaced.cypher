// name: if-replaced
// title: Nếu văn bản bị thay thế thì văn bản nào hết căn cứ
// title_en: What falls or loses its basis if a document is replaced
// Documents that rest on it directly: those that detail it fall with it, those with no other basis are left without one, the others need review.
// param document: document # the document that is to be replaced
// param place: place = null # only documents of this province or below it
// columns: document, consequence, relation, other_bases, sentence, file, start
// picture: lineage
// example: "06/QĐ-TTg"
MATCH (:Document {id: $document})<-[r:BASED_ON|IMPLEMENTS|GUIDES]-(d:Document)
WHERE $place IS NULL OR d.scope = $place OR d.scope STARTS WITH ($place + '/')
WITH d, r ORDER BY d.id, type(r), r.stated_by
WITH d, collect({relation: type(r), sentence: r.evidence, file: r.file, start: r.start}) AS links
OPTIONAL MATCH (d)-[:BASED_ON|IMPLEMENTS|GUIDES]->(other:Document)
WHERE other.id <> $document AND other.ended IS NULL
WITH d, links, count(DISTINCT other) AS other_bases
WITH d, other_bases, links[0] AS f, [x IN links WHERE x.relation = 'GUIDES'] AS details
WITH d, other_bases, CASE WHEN size(details) > 0 THEN details[0] ELSE f END AS f
RETURN d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, CASE WHEN f.relation = 'GUIDES' THEN 'falls with it' WHEN other_bases = 0 THEN 'left without a basis' ELSE 'needs review' END AS consequence,
       f.relation AS relation, other_bases, f.sentence AS sentence, f.file AS file, f.start AS start
ORDER BY consequence, d.date, d.id
