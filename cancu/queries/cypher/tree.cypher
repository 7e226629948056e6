// name: tree
// title: Cây triển khai từ trung ương đến cơ sở
// title_en: The tree under a directive, from ministries to communes
// Each document that carries the directive out, wholly or in part, under the nearest authority that it carries out: a department's plan under the province's, not under the directive, when it names both.
// param document: document # the directive at the root
// param place: place = null # only documents of this province or below it
// param depth: int[1..8] = 8 # how many steps, 1 to 8
// columns: document, level, parent, how, partly, sentence, file, start
// picture: lineage
// example: "Đề án 06"
MATCH p = (:Document {id: $document})<-[:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO*0..1]-(a:Document) WHERE all(r IN relationships(p) WHERE r.carries IS NOT NULL)
WITH a, min(length(p)) AS near
MATCH p = (a)<-[:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO*0..1]-(b:Document) WHERE all(r IN relationships(p) WHERE r.carries IS NOT NULL)
WITH b, min(near + length(p)) AS near
MATCH p = (b)<-[:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO*0..1]-(c:Document) WHERE all(r IN relationships(p) WHERE r.carries IS NOT NULL)
WITH c, min(near + length(p)) AS near
MATCH p = (c)<-[:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO*0..1]-(e:Document) WHERE all(r IN relationships(p) WHERE r.carries IS NOT NULL)
WITH e, min(near + length(p)) AS near
MATCH p = (e)<-[:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO*0..1]-(f:Document) WHERE all(r IN relationships(p) WHERE r.carries IS NOT NULL)
WITH f, min(near + length(p)) AS near
MATCH p = (f)<-[:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO*0..1]-(g:Document) WHERE all(r IN relationships(p) WHERE r.carries IS NOT NULL)
WITH g, min(near + length(p)) AS near
MATCH p = (g)<-[:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO*0..1]-(via:Document) WHERE all(r IN relationships(p) WHERE r.carries IS NOT NULL)
WITH via, min(near + length(p)) AS near
WITH via AS parent, near AS before WHERE before < $depth
MATCH (parent)<-[r:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO]-(d:Document)
WHERE r.carries IS NOT NULL AND d.id <> $document
  AND ($place IS NULL OR d.scope = $place OR d.scope STARTS WITH ($place + '/'))
WITH d, parent, r, before, CASE parent.level WHEN 'central' THEN 0 WHEN 'ministry' THEN 1 WHEN 'province' THEN 2 WHEN 'department' THEN 3 WHEN 'district' THEN 4 WHEN 'commune' THEN 5 ELSE 2 END AS rank, CASE d.level WHEN 'central' THEN 0 WHEN 'ministry' THEN 1 WHEN 'province' THEN 2 WHEN 'department' THEN 3 WHEN 'district' THEN 4 WHEN 'commune' THEN 5 ELSE 2 END AS own
WHERE rank <= own OR before = 0
WITH d, own, parent, r, rank, before
ORDER BY d.id, rank DESC, before DESC, parent.id, r.partly, r.carries, type(r), r.stated_by
WITH d, own, collect({parent: parent, r: r})[0] AS f
WITH d, own, f.parent AS parent, f.r AS r
// what is above, the link index works out
RETURN d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, d.level AS level, parent {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS parent, r.carries AS how, r.partly AS partly, r.evidence AS sentence, r.file AS file, r.start AS start
ORDER BY own, d.scope, d.date, d.id
