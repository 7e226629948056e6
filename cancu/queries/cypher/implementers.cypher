// name: implementers
// title: Văn bản nào thực hiện văn bản này
// title_en: Which documents carry a document out, directly and through others
// `how` is what shows it: it states it (in its title, opening, purpose or first article), its title repeats the name of the document, it rests on the document and its title repeats the subject (basis and title), or it rests on a plan that says what it carries out (basis); through Y when it carries out Y, which carries the document out. `partly`: it carries out only a part. `via` is the next document on the way. The shortest way that carries all of it out comes before one in part. Pages of the press, forms and consolidated texts carry nothing out; `paper` says draft of a draft.
// param document: document # the directive
// param place: place = null # only documents of this province (thanh-hoa) or below it
// param level: level = null # central, ministry, province, department, district, commune
// param type: type = null # only documents of this type, or that issue one (KH)
// param year: int[1900..2100] = null # only documents of this year
// param depth: int[1..8] = 8 # how many steps, 1 to 8
// columns: document, how, partly, distance, via, paper, sentence, file, start
// picture: lineage
// example: "Đề án 06"
MATCH (directive:Document {id: $document})
MATCH p = (directive)<-[:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO*0..1]-(a:Document) WHERE all(r IN relationships(p) WHERE r.carries IS NOT NULL)
WITH directive, a, min(length(p)) AS near, min(CASE WHEN none(r IN relationships(p) WHERE r.partly) THEN length(p) END) AS whole
MATCH p = (a)<-[:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO*0..1]-(b:Document) WHERE all(r IN relationships(p) WHERE r.carries IS NOT NULL)
WITH directive, b, min(near + length(p)) AS near, min(CASE WHEN none(r IN relationships(p) WHERE r.partly) THEN whole + length(p) END) AS whole
MATCH p = (b)<-[:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO*0..1]-(c:Document) WHERE all(r IN relationships(p) WHERE r.carries IS NOT NULL)
WITH directive, c, min(near + length(p)) AS near, min(CASE WHEN none(r IN relationships(p) WHERE r.partly) THEN whole + length(p) END) AS whole
MATCH p = (c)<-[:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO*0..1]-(e:Document) WHERE all(r IN relationships(p) WHERE r.carries IS NOT NULL)
WITH directive, e, min(near + length(p)) AS near, min(CASE WHEN none(r IN relationships(p) WHERE r.partly) THEN whole + length(p) END) AS whole
MATCH p = (e)<-[:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO*0..1]-(f:Document) WHERE all(r IN relationships(p) WHERE r.carries IS NOT NULL)
WITH directive, f, min(near + length(p)) AS near, min(CASE WHEN none(r IN relationships(p) WHERE r.partly) THEN whole + length(p) END) AS whole
MATCH p = (f)<-[:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO*0..1]-(g:Document) WHERE all(r IN relationships(p) WHERE r.carries IS NOT NULL)
WITH directive, g, min(near + length(p)) AS near, min(CASE WHEN none(r IN relationships(p) WHERE r.partly) THEN whole + length(p) END) AS whole
MATCH p = (g)<-[:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO*0..1]-(via:Document) WHERE all(r IN relationships(p) WHERE r.carries IS NOT NULL)
WITH directive, via, min(near + length(p)) AS near, min(CASE WHEN none(r IN relationships(p) WHERE r.partly) THEN whole + length(p) END) AS whole
WITH via, near, CASE WHEN whole < $depth THEN whole END AS whole WHERE near < $depth
MATCH (via)<-[r:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO]-(d:Document)
WHERE r.carries IS NOT NULL AND d.id <> $document
  AND ($place IS NULL OR d.scope = $place OR d.scope STARTS WITH ($place + '/'))
  AND ($level IS NULL OR d.level = $level) AND ($type IS NULL OR d.type = $type OR d.issues = $type)
  AND ($year IS NULL OR d.year = $year)
WITH d, via, r, near + 1 AS near, CASE WHEN r.partly THEN NULL ELSE whole + 1 END AS whole
WITH d, via, r, whole IS NULL AS partly, coalesce(whole, near) AS distance
ORDER BY d.id, partly, distance, via.id, r.carries, type(r), r.stated_by
WITH d, collect({distance: distance, partly: partly, via: via, r: r})[0] AS f
WITH d, f.via AS via, f.r AS r, f.distance AS distance, f.partly AS partly
// what is above, the link index works out
RETURN d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, CASE WHEN via.id = $document THEN r.carries ELSE 'through ' + coalesce(via.key, via.id) END AS how, partly, distance, via {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS via, d.paper AS paper, r.evidence AS sentence, r.file AS file, r.start AS start
ORDER BY distance, partly, d.date, d.id
