// name: drafts
// title: Dự thảo nào đang thực hiện hoặc căn cứ văn bản này
// title_en: Drafts, and what they would carry out or rest on
// A draft is a text that calls itself one, or a plan, letter or text of an unknown kind that has no number of its own.
// param document: document = null # only drafts that carry this document out or rest on it
// param place: place = null # only drafts of this province or below it
// columns: draft, month, target, relation, how, sentence, file, start
// picture: lineage
// example:
MATCH (d:Document) WHERE d.in_corpus AND (d.paper = 'draft' OR (d.key IS NULL AND NOT coalesce(d.paper, '') IN ['press', 'form', 'consolidated', 'act']))
  AND ($place IS NULL OR d.scope = $place OR d.scope STARTS WITH ($place + '/'))
OPTIONAL MATCH (d)-[r:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO]->(target:Document)
WHERE r.stated_by = d.id AND (r.carries IS NOT NULL OR type(r) = 'BASED_ON')
WITH d, r, target WHERE $document IS NULL OR target.id = $document
WITH d, target, r ORDER BY d.id, target.id, r.carries IS NULL, r.carries, type(r)
WITH d, target, collect(r)[0] AS r
WITH d, target, r, coalesce(d.month, substring(d.date, 0, 7)) AS month
// what is above, the link index works out
RETURN d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS draft, month, target {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS target, type(r) AS relation, r.carries AS how, r.evidence AS sentence, coalesce(r.file, d.path) AS file, r.start AS start
ORDER BY month, d.id, r.carries IS NULL, target.id
