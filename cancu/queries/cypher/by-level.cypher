// name: by-level
// title: Số văn bản thực hiện theo cấp và loại
// title_en: How many documents carry a directive out, by level and type
// Counts with the first and the last day of issue; `documents` carry it out wholly, `in_part` only a part, `drafts` are not issued yet.
// param document: document # the directive
// param by: by = carries # carries; basis: documents that rest on it, carrying it out or not; both
// param depth: int[1..8] = 8 # how many steps, 1 to 8
// columns: level, type, documents, in_part, drafts, first, last
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
WITH directive, d, CASE WHEN d.paper = 'draft' THEN 'draft' WHEN whole <= $depth THEN 'counts' ELSE 'in part' END AS state
WITH d.level AS level, d.type AS type, sum(CASE WHEN state = 'counts' THEN 1 ELSE 0 END) AS documents, sum(CASE WHEN state = 'in part' THEN 1 ELSE 0 END) AS in_part, sum(CASE WHEN state = 'draft' THEN 1 ELSE 0 END) AS drafts, min(d.date) AS first, max(d.date) AS last
// what is above, the link index works out
RETURN level, type, documents, in_part, drafts, first, last
ORDER BY level, documents DESC, type
