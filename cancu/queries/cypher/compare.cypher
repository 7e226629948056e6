// name: compare
// title: So sánh hai tỉnh: mỗi nơi đã thực hiện những gì
// title_en: Two provinces side by side: which directives each carries out
// A row for each directive that a document of either province carries out directly and wholly, with the first document of each and the days to it; drafts are left out. Documents below the province count; those of a merged province under its own name.
// param one: place # a province
// param other: place # another
// param document: document = null # only this directive
// param type: type = null # only directives of this type
// columns: directive, one, one_days, other, other_days
// picture: lineage
// example: thanh-hoa quang-ngai
MATCH (directive:Document)<-[r:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO]-(d:Document)
WHERE r.carries IS NOT NULL AND NOT r.partly AND NOT coalesce(d.paper, '') IN ['draft', 'press', 'form', 'consolidated'] AND d.id <> directive.id
  AND ($document IS NULL OR directive.id = $document) AND ($type IS NULL OR directive.type = $type)
  AND (d.scope = $one OR d.scope STARTS WITH ($one + '/') OR d.scope = $other OR d.scope STARTS WITH ($other + '/'))
WITH DISTINCT directive, d ORDER BY d.date IS NULL, d.date, d.id
WITH directive, collect(d) AS plans
WITH directive, [d IN plans WHERE d.scope = $one OR d.scope STARTS WITH ($one + '/')][0] AS one, [d IN plans WHERE d.scope = $other OR d.scope STARTS WITH ($other + '/')][0] AS other
// what is above, the link index works out
RETURN directive {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS directive, one {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS one, duration.inDays(date(directive.date), date(one.date)).days AS one_days, other {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS other, duration.inDays(date(directive.date), date(other.date)).days AS other_days
ORDER BY one IS NULL OR other IS NULL, directive.date, directive.id
