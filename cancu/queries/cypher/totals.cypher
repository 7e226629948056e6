// name: totals
// title: Tổng số văn bản theo loại, năm, nơi, cấp hoặc cơ quan
// title_en: How many documents there are, by type, year, place, level or body
// `in_corpus` counts those whose text is here, `carry_out` those that carry another document out; pages of the press and forms are left out.
// param field: field = type # type, year, place, level or body
// param place: place = null # only documents of this province or below it; vn: central
// param year: int[1900..2100] = null # only documents of this year
// param type: type = null # only documents of this type
// columns: value, documents, in_corpus, carry_out
// example: place
MATCH (d:Document)
WHERE NOT coalesce(d.paper, '') IN ['press', 'form'] AND ($place IS NULL OR d.scope = $place OR d.scope STARTS WITH ($place + '/'))
  AND ($year IS NULL OR d.year = $year) AND ($type IS NULL OR d.type = $type)
OPTIONAL MATCH (d)-[:ISSUED_BY]->(i:Issuer)
WITH d, min(i.name) AS body
OPTIONAL MATCH (d)-[r:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO]->(:Document) WHERE r.carries IS NOT NULL
WITH d, body, count(r) AS carrying
WITH d, carrying, CASE $field WHEN 'type' THEN d.type WHEN 'year' THEN toString(d.year) WHEN 'place' THEN split(d.scope, '/')[0] WHEN 'level' THEN d.level ELSE body END AS value
WITH value, count(d) AS documents, sum(CASE WHEN d.in_corpus THEN 1 ELSE 0 END) AS in_corpus, sum(CASE WHEN carrying > 0 THEN 1 ELSE 0 END) AS carry_out
// what is above, the link index works out
RETURN value, documents, in_corpus, carry_out
ORDER BY documents DESC, value
