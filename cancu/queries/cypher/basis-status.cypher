// name: basis-status
// title: Từng căn cứ của văn bản còn hiệu lực không
// title_en: Whether each basis of a document still stands
// Bases at all levels: STANDS, AMENDED, REPLACED, REPEALED or ENDED on a day, since when and by what, as the register and the texts of the corpus tell.
// param document: document # the document
// param as_of: date = today # the day that is asked about; changes of an unknown day count
// param depth: int[1..5] = 4 # how many levels, 1 to 5
// columns: basis, status, since, by, distance, via, sentence, file, start
// picture: lineage
// example: "24/KH-UBND"
MATCH p = (:Document {id: $document})-[:BASED_ON|IMPLEMENTS|GUIDES*0..1]->(a:Document)
WITH a, min(length(p)) AS near
MATCH p = (a)-[:BASED_ON|IMPLEMENTS|GUIDES*0..1]->(b:Document)
WITH b, min(near + length(p)) AS near
MATCH p = (b)-[:BASED_ON|IMPLEMENTS|GUIDES*0..1]->(c:Document)
WITH c, min(near + length(p)) AS near
MATCH p = (c)-[:BASED_ON|IMPLEMENTS|GUIDES*0..1]->(via:Document)
WITH via, min(near + length(p)) AS before WHERE before < $depth
MATCH (via)-[r:BASED_ON|IMPLEMENTS|GUIDES]->(basis:Document)
WHERE basis.id <> $document
WITH basis, via, r, before + 1 AS distance
ORDER BY basis.id, distance, via.id, type(r), r.stated_by
WITH basis, collect({distance: distance, via: via, sentence: r.evidence, file: r.file, start: r.start})[0] AS f
OPTIONAL MATCH (basis)<-[e:REPLACES|REPEALS|AMENDS]-(other:Document)
WHERE coalesce(other.date, toString(other.year), '') <= $as_of
WITH basis, f, e, other, CASE type(e) WHEN 'REPEALS' THEN 0 WHEN 'REPLACES' THEN 1 ELSE 2 END AS weight
ORDER BY basis.id, weight, other.date DESC, other.id
WITH basis, f, collect(CASE WHEN other IS NULL THEN NULL ELSE {status: CASE weight WHEN 0 THEN 'REPEALED' WHEN 1 THEN 'REPLACED' ELSE 'AMENDED' END, on: other.date, by: coalesce(other.key, other.id)} END) AS told
WITH basis, f, f.via AS via,
     CASE WHEN basis.ended <= $as_of THEN {status: 'ENDED', on: basis.ended, by: basis.replaced_by}
          WHEN size(told) > 0 THEN told[0] ELSE {status: 'STANDS', on: NULL, by: NULL} END AS s
RETURN basis {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS basis, s.status AS status, s.on AS since, s.by AS by, f.distance AS distance, via {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS via,
       f.sentence AS sentence, f.file AS file, f.start AS start
ORDER BY distance, basis.date, basis.id
