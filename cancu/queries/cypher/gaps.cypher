// name: gaps
// title: Tỉnh nào chưa có văn bản thực hiện
// title_en: Provinces without a document that carries a directive out
// None was found in the corpus; that is not proof that there is none. `documents_of_place` counts the texts of the province that are here, `not_counted` what carries out only a part, and drafts.
// param document: document # the directive
// param type: type = null # only documents of this type, or that issue one, count (KH)
// param provinces: provinces = 34 # 34, 63 (before July 2025), or a day such as 2024-05-01
// param by: by = carries # carries; basis: documents that rest on it, carrying it out or not; both
// param depth: int[1..8] = 8 # how many steps, 1 to 8
// columns: place, documents_of_place, not_counted
// picture: coverage
// example: "Đề án 06"
CALL () {
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
RETURN scope, state, count(d) AS number
UNION ALL
MATCH (d:Document) WHERE d.in_corpus
RETURN split(d.scope, '/')[0] AS scope, 'held' AS state, count(d) AS number
}
WITH scope, state, number
// what is above, the link index works out
WITH collect({scope: scope, state: state, number: number}) AS found
UNWIND $provinces AS province
WITH province, [x IN found WHERE x.scope IN province.scopes] + [{scope: NULL, state: 'none', number: 0}] AS own
UNWIND own AS x
WITH province, sum(CASE WHEN x.state = 'counts' THEN x.number ELSE 0 END) AS plans, sum(CASE WHEN x.state = 'in part' THEN x.number ELSE 0 END) AS parts,
     sum(CASE WHEN x.state = 'draft' THEN x.number ELSE 0 END) AS drafts, sum(CASE WHEN x.state = 'held' THEN x.number ELSE 0 END) AS documents_of_place
WHERE plans = 0
RETURN province.name AS place, documents_of_place,
       CASE WHEN parts > 0 AND drafts > 0 THEN toString(parts) + ' in part, ' + toString(drafts) + ' drafts' WHEN parts > 0 THEN toString(parts) + ' in part' WHEN drafts > 0 THEN toString(drafts) + ' drafts' ELSE '' END AS not_counted
ORDER BY province.id
