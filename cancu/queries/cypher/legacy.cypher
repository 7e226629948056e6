// name: legacy
// title: Văn bản còn hiệu lực của địa phương, cơ quan đã sáp nhập hoặc giải thể
// title_en: Living documents of merged places and abolished bodies, not yet replaced
// Documents whose issuing place or body had ceased to exist on the day, issued while it was there, and not ended; letters, notices, reports and submissions are left out. `ceased` is its last day, `successor` who took over. The state is UNKNOWN where no text tells whether they are in force.
// param place: place = null # only documents of this province, or of one that was merged into it, or below it
// param type: type = null # only documents of this type
// param as_of: date = today # the day that is asked about
// columns: document, status, since, issued_by, ceased, successor
// example: thanh-hoa
MATCH (d:Document)-[:ISSUED_BY]->(i:Issuer)
WHERE NOT coalesce(d.type, '') IN ['CV', 'TB', 'BC', 'TTr', 'GM', 'CĐ', 'BB'] AND ($type IS NULL OR d.type = $type)
OPTIONAL MATCH (p:Place {id: coalesce(i.place, '')})
WITH d, i, p, CASE WHEN i.valid_to < $as_of THEN i.valid_to WHEN p.valid_to < $as_of THEN p.valid_to END AS ceased, CASE WHEN i.valid_to < $as_of THEN i.successor WHEN p.valid_to < $as_of THEN p.successor END AS next
WHERE ceased IS NOT NULL AND coalesce(d.date, toString(d.year)) <= ceased
  AND ($place IS NULL OR d.scope = $place OR d.scope STARTS WITH ($place + '/') OR next = $place)
WITH d, i, p, ceased, next, size([x IN d.state_from WHERE x <= $as_of]) - 1 AS n
WHERE NOT d.state[n] IN ['ENDED', 'PERIOD_OVER']
OPTIONAL MATCH (body:Issuer {id: coalesce(next, '')})
OPTIONAL MATCH (at:Place {id: coalesce(next, '')})
WITH d, i, p, ceased, n, body, at
// what is above, the link index works out
RETURN d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, d.state[n] AS status, CASE WHEN d.state_from[n] > '0001-01-01' THEN d.state_from[n] END AS since, CASE WHEN p IS NULL OR i.name ENDS WITH p.name THEN i.name ELSE i.name + ' ' + p.name END AS issued_by, ceased, coalesce(body.name, at.name) AS successor
ORDER BY ceased, d.scope, d.date, d.id
