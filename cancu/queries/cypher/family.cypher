// name: family
// title: Lịch sử hiệu lực: sửa đổi, thay thế, bãi bỏ, hợp nhất
// title_en: The family of an act: what amended, replaced, repealed or consolidated it
// Links of change around the act, up to four steps either way, and the successor that the register knows.
// param document: document # any member of the family
// columns: source, relation, target, date, sentence, file, start
// picture: lineage
// example: "59/2022/NĐ-CP"
MATCH (:Document {id: $document})-[:AMENDS|REPLACES|REPEALS*0..1]-(a:Document)
WITH DISTINCT a
MATCH (a)-[:AMENDS|REPLACES|REPEALS*0..1]-(b:Document)
WITH DISTINCT b
MATCH (b)-[:AMENDS|REPLACES|REPEALS*0..1]-(source:Document)
WITH DISTINCT source
MATCH (source)-[r:AMENDS|REPLACES|REPEALS]->(target:Document)
RETURN source {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS source, type(r) AS relation, target {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS target, source.date AS date, r.evidence AS sentence, r.file AS file, r.start AS start
ORDER BY date, source.id, target.id, relation, r.stated_by
