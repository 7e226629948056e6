// name: compare-directives
// title: So sánh hai văn bản chỉ đạo theo từng tỉnh
// title_en: Two directives side by side: which provinces carry out each
// Every province of the list with the first of its documents that carries out each directive directly and wholly; drafts are left out, and documents of a merged province count for its successor.
// param one: document # a directive
// param other: document # another
// param type: type = null # only documents of this type, or that issue one (KH)
// param provinces: provinces = 34 # 34, 63 (before July 2025), or a day such as 2024-05-01
// columns: place, one, one_days, other, other_days
// example: "Đề án 06" "04/CT-TTg"
CALL () {
MATCH (directive:Document {id: $one})<-[r:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO]-(d:Document)
WHERE r.carries IS NOT NULL AND NOT r.partly AND NOT coalesce(d.paper, '') IN ['draft', 'press', 'form', 'consolidated']
  AND d.id <> directive.id AND ($type IS NULL OR d.type = $type OR d.issues = $type)
RETURN directive, d
UNION ALL
MATCH (directive:Document {id: $other})<-[r:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO]-(d:Document)
WHERE r.carries IS NOT NULL AND NOT r.partly AND NOT coalesce(d.paper, '') IN ['draft', 'press', 'form', 'consolidated']
  AND d.id <> directive.id AND ($type IS NULL OR d.type = $type OR d.issues = $type)
RETURN directive, d
}
WITH DISTINCT directive, d
WITH directive.id AS of, split(d.scope, '/')[0] AS scope, d ORDER BY of, scope, d.date IS NULL, d.date, d.id
WITH of, scope, collect({d: d})[0] AS f
WITH of, scope, f.d AS first
// what is above, the link index works out
WITH collect({of: of, scope: scope, d: first}) AS plans
MATCH (first:Document {id: $one}), (second:Document {id: $other})
UNWIND $provinces AS province
WITH first, second, province, [x IN plans WHERE x.scope IN province.scopes] + [{of: '', scope: '', d: NULL}] AS own
UNWIND own AS x
WITH first, second, province, x.of AS of, x.d AS d
WITH first, second, province, of, d ORDER BY province.id, d.date IS NULL, d.date, d.id
WITH first, second, province, collect(CASE WHEN of = $one THEN d END) AS ones, collect(CASE WHEN of = $other THEN d END) AS others
WITH first, second, province, ones[0] AS one, others[0] AS other
RETURN province.name AS place, one {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS one, duration.inDays(date(first.date), date(one.date)).days AS one_days, other {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS other, duration.inDays(date(second.date), date(other.date)).days AS other_days
ORDER BY one IS NULL AND other IS NULL, one IS NULL OR other IS NULL, province.id
