// name: common-bases
// title: Căn cứ chung của hai văn bản
// title_en: What two documents both rest on
// Documents that both rest on, directly or through others, nearest first.
// param from: document # one document
// param to: document # the other
// columns: basis, from_distance, to_distance
// picture: lineage
// example: "24/KH-UBND" "04/CT-TTg"
CALL () {
MATCH p = (:Document {id: $from})-[:BASED_ON|IMPLEMENTS|GUIDES*0..1]->(a:Document)
WITH a, min(length(p)) AS near
MATCH p = (a)-[:BASED_ON|IMPLEMENTS|GUIDES*0..1]->(b:Document)
WITH b, min(near + length(p)) AS near
MATCH p = (b)-[:BASED_ON|IMPLEMENTS|GUIDES*0..1]->(c:Document)
WITH c, min(near + length(p)) AS near
MATCH p = (c)-[:BASED_ON|IMPLEMENTS|GUIDES*0..1]->(basis:Document)
WITH basis, min(near + length(p)) AS near
RETURN basis, near AS from_steps, NULL AS to_steps
UNION ALL
MATCH p = (:Document {id: $to})-[:BASED_ON|IMPLEMENTS|GUIDES*0..1]->(a:Document)
WITH a, min(length(p)) AS near
MATCH p = (a)-[:BASED_ON|IMPLEMENTS|GUIDES*0..1]->(b:Document)
WITH b, min(near + length(p)) AS near
MATCH p = (b)-[:BASED_ON|IMPLEMENTS|GUIDES*0..1]->(c:Document)
WITH c, min(near + length(p)) AS near
MATCH p = (c)-[:BASED_ON|IMPLEMENTS|GUIDES*0..1]->(basis:Document)
WITH basis, min(near + length(p)) AS near
RETURN basis, NULL AS from_steps, near AS to_steps
}
WITH basis, min(from_steps) AS from_distance, min(to_steps) AS to_distance
WHERE from_distance IS NOT NULL AND to_distance IS NOT NULL AND NOT basis.id IN [$from, $to]
// what is above, the link index works out
RETURN basis {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS basis, from_distance, to_distance
ORDER BY from_distance + to_distance, basis.id
