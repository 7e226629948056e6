// name: takes-effect
// title: Văn bản bắt đầu, hết hiệu lực hoặc bị sửa đổi giữa hai ngày
// title_en: What comes into force, ends or is changed between two days
// Each change of a state that texts, links or the register tell for a day between the two, both included: the document, its state from that day, and the act that changed it.
// param first: date # the first day
// param last: date # the last day
// param place: place = null # only documents of this province or below it
// param type: type = null # only documents of this type
// columns: day, document, status, by, sentence, file, start
// picture: timeline
// example: 2024-01-01 2024-12-31
MATCH (d:Document)
WHERE ($place IS NULL OR d.scope = $place OR d.scope STARTS WITH ($place + '/')) AND ($type IS NULL OR d.type = $type)
UNWIND range(0, size(d.state_from) - 1) AS i
WITH d, i, d.state_from[i] AS day, d.state[i] AS status
WHERE day >= $first AND day <= $last AND status <> 'UNKNOWN'
// what is above, the link index works out
RETURN day, d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, status, CASE WHEN d.state_by[i] <> '-' THEN d.state_by[i] END AS by, CASE WHEN d.state_sentence[i] <> '-' THEN d.state_sentence[i] END AS sentence, CASE WHEN d.state_file[i] <> '-' THEN d.state_file[i] END AS file, CASE WHEN d.state_file[i] <> '-' THEN toInteger(d.state_start[i]) END AS start
ORDER BY day, d.id, status
