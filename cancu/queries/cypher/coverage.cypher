// name: coverage
// title: Tỉnh nào đã có văn bản thực hiện, tỉnh nào chưa
// title_en: Which provinces have a document that carries a directive out, and which have none found
// Every province of the list with how many of its documents carry the directive out wholly, the first of them, and the days from the directive to it. Documents of a merged province count for its successor, which `predecessors` says. What carries out only a part, and drafts, fill no cell; `not_counted` says how many there are.
// param document: document # the directive
// param type: type = null # only documents of this type, or that issue one (KH)
// param provinces: provinces = 34 # 34, 63 (before July 2025), or a day such as 2024-05-01
// param by: by = carries # carries; basis: documents that rest on it, carrying it out or not; both
// param depth: int[1..8] = 8 # how many steps, 1 to 8
// columns: place, documents, first, days, predecessors, not_counted
// picture: coverage
// example: "Đề án 06"
MATCH (directive:Document {id: $document})
MATCH p = (directive)<-[:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO*0..1]-(a:Document) WHERE all(r IN relationships(p) WHERE ($by <> 'basis' AND r.carries IS NOT NULL) OR ($by <> 'carries' AND type(r) = 'BASED_ON'))
WITH directive, a, min(length(p)) AS near, min(CASE WHEN none(r IN relationships(p) WHERE $by = 'carries' AND r.partly) THEN length(p) END) AS whole
MATCH p = (a)<-[:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO*0..1]-(b:Document) WHERE all(r IN relationships(p) WHERE ($by <> 'basis' AND r.carries IS NOT NULL) OR ($by <> 'carries' AND type(r) = 'BASED_ON'))
WITH directive, b, min(near + length(p)) AS near, min(CASE WHEN none(r IN relationships(p) WHERE $by = 'carries' AND r.partly) THEN whole + length(p) END) AS whole
MATCH p = (b)<-[:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO*0..1]-(c:Document) WHERE all(r IN relationships(p) WHERE ($by <> 'basis' AND r.carries IS NOT NULL) OR ($by <> 'carries' AND type(r) = 'BASED_ON'))
WITH directive, c, min(near + length(p)) AS near, min(CASE WHEN none(r IN relationships(p) WHERE $by = 'carries' AND r.partly) THEN whole + length(p) END) AS whole
MATCH p = (c)<-[:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO*0..1]-(e:Document) WHERE all(r IN relationships(p) WHERE ($by <> 'basis' AND r.carries IS NOT NULL) OR ($by <> 'carries' AND type(r) = 'BASED_ON'))
WITH directive, e, min(near + length(p)) AS near, min(CASE WHEN none(r IN relationships(p) WHERE $by = 'carries' AND r.partly) THEN whole + length(p) END) AS whole
MATCH p = (e)<-[:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO*0..1]-(f:Document) WHERE all(r IN relationships(p) WHERE ($by <> 'basis' AND r.carries IS NOT NULL) OR ($by <> 'carries' AND type(r) = 'BASED_ON'))
WITH directive, f, min(near + length(p)) AS near, min(CASE WHEN none(r IN relationships(p) WHERE $by = 'carries' AND r.partly) THEN whole + length(p) END) AS whole
MATCH p = (f)<-[:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO*0..1]-(g:Document) WHERE all(r IN relationships(p) WHERE ($by <> 'basis' AND r.carries IS NOT NULL) OR ($by <> 'carries' AND type(r) = 'BASED_ON'))
WITH directive, g, min(near + length(p)) AS near, min(CASE WHEN none(r IN relationships(p) WHERE $by = 'carries' AND r.partly) THEN whole + length(p) END) AS whole
MATCH p = (g)<-[:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO*0..1]-(h:Document) WHERE all(r IN relationships(p) WHERE ($by <> 'basis' AND r.carries IS NOT NULL) OR ($by <> 'carries' AND type(r) = 'BASED_ON'))
WITH directive, h, min(near + length(p)) AS near, min(CASE WHEN none(r IN relationships(p) WHERE $by = 'carries' AND r.partly) THEN whole + length(p) END) AS whole
MATCH p = (h)<-[:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO*0..1]-(via:Document) WHERE all(r IN relationships(p) WHERE ($by <> 'basis' AND r.carries IS NOT NULL) OR ($by <> 'carries' AND type(r) = 'BASED_ON'))
WITH directive, via, min(near + length(p)) AS near, min(CASE WHEN none(r IN relationships(p) WHERE $by = 'carries' AND r.partly) THEN whole + length(p) END) AS whole
WITH directive, via AS d, near, whole WHERE near <= $depth AND d.id <> $document AND NOT coalesce(d.paper, '') IN ['press', 'form', 'consolidated']
  AND ($type IS NULL OR d.type = $type OR d.issues = $type)
WITH d, split(d.scope, '/')[0] AS scope, CASE WHEN d.paper = 'draft' THEN 'draft' WHEN whole <= $depth THEN 'counts' ELSE 'in part' END AS state
WITH d, scope, state ORDER BY scope, state, d.date IS NULL, d.date, d.id
WITH scope, state, count(d) AS number, collect({d: d})[0] AS f
WITH scope, state, number, f.d AS first
// what is above, the link index works out
WITH collect({scope: scope, state: state, number: number, first: first}) AS found
MATCH (directive:Document {id: $document})
UNWIND $provinces AS province
WITH directive, province, [x IN found WHERE x.scope IN province.scopes] + [{scope: NULL, state: 'none', number: 0, first: NULL}] AS own
UNWIND own AS x
WITH directive, province, x.state AS state, x.scope AS scope, x.number AS number, x.first AS d
WITH directive, province, state, scope, number, d ORDER BY province.id, state <> 'counts', d.date IS NULL, d.date, d.id
WITH directive, province, sum(CASE WHEN state = 'counts' THEN number ELSE 0 END) AS plans, sum(CASE WHEN state = 'in part' THEN number ELSE 0 END) AS parts, sum(CASE WHEN state = 'draft' THEN number ELSE 0 END) AS drafts,
     collect(CASE WHEN state = 'counts' THEN d END) AS firsts, collect(CASE WHEN state = 'counts' THEN scope END) AS scopes
WITH directive, province, plans, parts, drafts, scopes, firsts[0] AS f
RETURN province.name AS place, plans AS documents, f {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS first, duration.inDays(date(directive.date), date(f.date)).days AS days,
       [s IN province.scopes WHERE s <> province.id AND s IN scopes] AS predecessors,
       CASE WHEN parts > 0 AND drafts > 0 THEN toString(parts) + ' in part, ' + toString(drafts) + ' drafts' WHEN parts > 0 THEN toString(parts) + ' in part' WHEN drafts > 0 THEN toString(drafts) + ' drafts' ELSE '' END AS not_counted
ORDER BY documents = 0, days, province.id
