// name: family
// title: Lịch sử hiệu lực: sửa đổi, thay thế, bãi bỏ
// title_en: The family of an act: what amended, replaced or repealed it, and what it did to others
// Only links of change that touch the act itself: the acts that changed or ended it, and those that it changed or ended. `since` is the day from which the change holds, where it is known.
// param document: document # the act
// columns: source, relation, target, date, since, provision, sentence, file, start
// picture: lineage
// example: "59/2022/NĐ-CP"
CALL () {
MATCH (:Document {id: $document})-[r:AMENDS|REPLACES|REPEALS]->(:Document)
RETURN r
UNION ALL
MATCH (:Document {id: $document})<-[r:AMENDS|REPLACES|REPEALS]-(:Document)
RETURN r
}
WITH DISTINCT r
WITH startNode(r) AS source, r, endNode(r) AS target
// what is above, the link index works out
RETURN source {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS source, type(r) AS relation, target {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS target, source.date AS date, coalesce(r.since, source.in_force) AS since, r.provision AS provision, r.evidence AS sentence, r.file AS file, r.start AS start
ORDER BY date, source.id, target.id, relation, r.stated_by
