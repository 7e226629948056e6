// name: evidence
// title: Câu nào chứng minh mối liên hệ
// title_en: The sentences behind a link
// Every place in the corpus where the one document is said to do something to the other; of a link that a text states between two others ("X được sửa đổi bởi Y") the first sentence of that text.
// param source: document # the document that acts
// param target: document # the document that is acted on
// columns: relation, sentence, text, file, start, end, place, rule, cue, confidence
// example: "24/KH-UBND" "06/QĐ-TTg"
CALL () {
MATCH (:Document {id: $source})-[r:BASED_ON|IMPLEMENTS|GUIDES|AMENDS|REPLACES|REPEALS|REFERS_TO]->(:Document {id: $target})
WITH DISTINCT r.stated_by AS by
MATCH (:Document {id: by})<-[:STATED_IN]-(m:Mention) WHERE m.source_id = $source AND m.target_id = $target
RETURN m.relation AS relation, m.sentence AS sentence, m.text AS text, m.file AS file, m.start AS start, m.end AS end, m.place AS place, m.rule AS rule, m.cue AS cue, m.confidence AS confidence
UNION ALL
MATCH (:Document {id: $source})-[r:BASED_ON|IMPLEMENTS|GUIDES|AMENDS|REPLACES|REPEALS|REFERS_TO]->(:Document {id: $target})
OPTIONAL MATCH (:Document {id: r.stated_by})<-[:STATED_IN]-(m:Mention) WHERE m.source_id = $source AND m.target_id = $target AND m.relation = type(r)
WITH r, count(m) AS told WHERE told = 0
RETURN type(r) AS relation, r.evidence AS sentence, r.text AS text, r.file AS file, r.start AS start, r.end AS end, r.place AS place, NULL AS rule, NULL AS cue, r.confidence AS confidence
}
RETURN relation, sentence, text, file, start, end, place, rule, cue, confidence
ORDER BY file, start, relation
