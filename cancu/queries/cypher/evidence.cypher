// name: evidence
// title: Câu nào chứng minh mối liên hệ
// title_en: The sentences behind a link
// Every place in the corpus where the one document is said to do something to the other.
// param source: document # the document that acts
// param target: document # the document that is acted on
// columns: relation, sentence, text, file, start, end, rule, cue, confidence
// example: "24/KH-UBND" "06/QĐ-TTg"
MATCH (m:Mention)-[:NAMES]->(t:Document {id: $target})
WHERE m.source_id = $source
RETURN m.relation AS relation, m.sentence AS sentence, m.text AS text, m.file AS file, m.start AS start, m.end AS end,
       m.rule AS rule, m.cue AS cue, m.confidence AS confidence
ORDER BY file, start
