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
MATCH (first:Document {id: $one}), (second:Document {id: $other})
OPTIONAL MATCH (directive:Document)<-[r:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO]-(d:Document)
WHERE directive.id IN [$one, $other] AND r.carries IS NOT NULL AND NOT r.partly AND NOT coalesce(d.paper, '') IN ['draft', 'press', 'form', 'consolidated']
  AND d.id <> directive.id AND ($type IS NULL OR d.type = $type OR d.issues = $type)
WITH DISTINCT first, second, directive, d ORDER BY d.date IS NULL, d.date, d.id
WITH first, second, [x IN collect({of: directive.id, d: d}) WHERE x.d IS NOT NULL] AS plans
UNWIND $provinces AS province
WITH first, second, province, [x IN plans WHERE split(x.d.scope, '/')[0] IN province.scopes] AS own
WITH first, second, province, [x IN own WHERE x.of = $one | x.d][0] AS one, [x IN own WHERE x.of = $other | x.d][0] AS other
RETURN province.name AS place, one {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS one, duration.inDays(date(first.date), date(one.date)).days AS one_days, other {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS other, duration.inDays(date(second.date), date(other.date)).days AS other_days
ORDER BY one IS NULL AND other IS NULL, one IS NULL OR other IS NULL, province.id
