// name: response-days
// title: Bao nhiêu ngày sau thì có văn bản thực hiện
// title_en: Days from a directive to each document that carries it out
// Only documents whose day is known, and no drafts; a negative figure is a document older than the directive.
// param document: document # the directive
// param level: level = null # only documents of this level
// param type: type = null # only documents of this type, or that issue one (KH)
// param place: place = null # only documents of this province (thanh-hoa) or below it
// param by: by = carries # carries; basis: documents that rest on it, carrying it out or not; both
// param depth: int[1..8] = 8 # how many steps, 1 to 8
// columns: document, days, partly
// picture: lineage
// example: "Đề án 06" province
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
WITH directive, d, state
WHERE state <> 'draft' AND d.date IS NOT NULL AND directive.date IS NOT NULL
  AND ($place IS NULL OR d.scope = $place OR d.scope STARTS WITH ($place + '/'))
  AND ($level IS NULL OR d.level = $level)
WITH directive, d, state = 'in part' AS partly
// what is above, the link index works out
RETURN d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, duration.inDays(date(directive.date), date(d.date)).days AS days, partly
ORDER BY d.date, d.id
