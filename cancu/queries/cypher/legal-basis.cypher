// name: legal-basis
// title: Căn cứ pháp lý của văn bản, mọi tầng
// title_en: What a document rests on, all levels
// Its bases, the bases of those, and so on, with the state of each on a day; `via` is the document that names the basis.
// param document: document # the document
// param depth: int[1..5] = 4 # how many levels, 1 to 5
// param as_of: date = today # the day on which the bases are looked at
// columns: basis, relation, distance, via, status, since, by, sentence, file, start
// picture: lineage
// example: "24/KH-UBND"
MATCH p = (:Document {id: $document})-[:BASED_ON|IMPLEMENTS|GUIDES*0..1]->(a:Document)
WITH a, min(length(p)) AS near
MATCH p = (a)-[:BASED_ON|IMPLEMENTS|GUIDES*0..1]->(b:Document)
WITH b, min(near + length(p)) AS near
MATCH p = (b)-[:BASED_ON|IMPLEMENTS|GUIDES*0..1]->(c:Document)
WITH c, min(near + length(p)) AS near
MATCH p = (c)-[:BASED_ON|IMPLEMENTS|GUIDES*0..1]->(via:Document)
WITH via, min(near + length(p)) AS near
WITH via, near AS before WHERE before < $depth
MATCH (via)-[r:BASED_ON|IMPLEMENTS|GUIDES]->(basis:Document)
WHERE basis.id <> $document
WITH basis, via, r, before + 1 AS distance
ORDER BY basis.id, distance, via.id, type(r), r.stated_by
WITH basis, collect({distance: distance, via: via, r: r})[0] AS f
WITH basis, f.via AS via, f.r AS r, f.distance AS distance, size([x IN basis.state_from WHERE x <= $as_of]) - 1 AS i
// what is above, the link index works out
RETURN basis {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS basis, type(r) AS relation, distance, via {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS via, basis.state[i] AS status, CASE WHEN basis.state_from[i] > '0001-01-01' THEN basis.state_from[i] END AS since, CASE WHEN basis.state_by[i] <> '-' THEN basis.state_by[i] END AS by,
       r.evidence AS sentence, r.file AS file, r.start AS start
ORDER BY distance, relation, basis.date, basis.id
