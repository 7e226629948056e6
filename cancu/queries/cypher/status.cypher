// name: status
// title: Văn bản còn hiệu lực không, từ ngày nào, văn bản nào làm thay đổi
// title_en: Whether a document is in force on a day, since when and by what
// The state is NOT_YET, IN_FORCE, AMENDED, SUSPENDED, PERIOD_OVER, ENDED or UNKNOWN: texts, links and register together tell it, and nothing stands for what nobody knows. `until` is the day of the next change that is known, `by` the act that brought the state about, `successor` the act that stands in its place on the day, followed as far as the graph knows it; sentence, file and start prove the state (a rule `register` has none).
// param document: document # the document
// param as_of: date = today # the day that is asked about
// columns: document, status, since, until, by, successor, rule, sentence, file, start
// picture: lineage
// example: "59/2022/NĐ-CP"
MATCH (d:Document {id: $document})
WITH d, size([x IN d.state_from WHERE x <= $as_of]) - 1 AS i
WITH d, i, CASE WHEN d.state[i] = 'ENDED' AND d.state_rule[i] <> 'link:REPEALS' THEN d.state_by_id[i] ELSE '-' END AS next
OPTIONAL MATCH (a:Document {id: next})
WITH d, i, a, size([x IN a.state_from WHERE x <= $as_of]) - 1 AS j
WITH d, i, a, CASE WHEN a.state[j] = 'ENDED' AND a.state_rule[j] <> 'link:REPEALS' THEN a.state_by_id[j] ELSE '-' END AS next
OPTIONAL MATCH (b:Document {id: next})
WITH d, i, coalesce(b, a) AS b, size([x IN b.state_from WHERE x <= $as_of]) - 1 AS j
WITH d, i, b, CASE WHEN b.state[j] = 'ENDED' AND b.state_rule[j] <> 'link:REPEALS' THEN b.state_by_id[j] ELSE '-' END AS next
OPTIONAL MATCH (c:Document {id: next})
WITH d, i, coalesce(c, b) AS c
WITH d, i, c, size([x IN c.state_from WHERE x <= $as_of]) - 1 AS j
WITH d, i, CASE WHEN c.state[j] <> 'ENDED' THEN c END AS successor
RETURN d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, d.state[i] AS status, CASE WHEN d.state_from[i] > '0001-01-01' THEN d.state_from[i] END AS since, d.state_from[i + 1] AS until, CASE WHEN d.state_by[i] <> '-' THEN d.state_by[i] END AS by, successor {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS successor,
       CASE WHEN d.state_rule[i] <> '-' THEN d.state_rule[i] END AS rule, CASE WHEN d.state_sentence[i] <> '-' THEN d.state_sentence[i] END AS sentence, CASE WHEN d.state_file[i] <> '-' THEN d.state_file[i] END AS file, CASE WHEN d.state_file[i] <> '-' THEN toInteger(d.state_start[i]) END AS start
