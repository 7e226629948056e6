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
WITH directive, d, CASE WHEN d.paper = 'draft' THEN 'draft' WHEN whole <= $depth THEN 'counts' ELSE 'in part' END AS state
WITH collect({scope: split(d.scope, '/')[0], state: state}) AS found
UNWIND $provinces AS province
WITH province, [x IN found WHERE x.scope IN province.scopes | x.state] AS states
WHERE NOT 'counts' IN states
WITH province, size([s IN states WHERE s = 'in part']) AS parts, size([s IN states WHERE s = 'draft']) AS drafts
OPTIONAL MATCH (other:Document) WHERE other.in_corpus AND split(other.scope, '/')[0] IN province.scopes
WITH province, parts, drafts, count(other) AS documents_of_place
RETURN province.name AS place, documents_of_place,
       CASE WHEN parts > 0 AND drafts > 0 THEN toString(parts) + ' in part, ' + toString(drafts) + ' drafts' WHEN parts > 0 THEN toString(parts) + ' in part' WHEN drafts > 0 THEN toString(drafts) + ' drafts' ELSE '' END AS not_counted
ORDER BY province.id
