// name: common-bases
// title: Căn cứ chung của hai văn bản
// title_en: What two documents both rest on
// Documents that both rest on, directly or through others, nearest first.
// param from: document # one document
// param to: document # the other
// columns: basis, from_distance, to_distance
// picture: lineage
// example: "24/KH-UBND" "04/CT-TTg"
MATCH p = (:Document {id: $from})-[:BASED_ON|IMPLEMENTS|GUIDES*0..2]->(a:Document)
WITH a, min(length(p)) AS near
MATCH p = (a)-[:BASED_ON|IMPLEMENTS|GUIDES*0..2]->(basis:Document)
WITH basis, min(near + length(p)) AS steps
WITH collect({id: basis.id, steps: steps}) AS first
MATCH p = (:Document {id: $to})-[:BASED_ON|IMPLEMENTS|GUIDES*0..2]->(a:Document)
WITH first, a, min(length(p)) AS near
MATCH p = (a)-[:BASED_ON|IMPLEMENTS|GUIDES*0..2]->(basis:Document)
WITH first, basis, min(near + length(p)) AS to_distance
UNWIND first AS other
WITH basis, other.steps AS from_distance, to_distance, other.id AS id WHERE id = basis.id AND NOT basis.id IN [$from, $to]
RETURN basis {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS basis, from_distance, to_distance
ORDER BY from_distance + to_distance, basis.id
