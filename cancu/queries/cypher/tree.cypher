// name: tree
// title: Cây triển khai từ trung ương đến cơ sở
// title_en: The tree under a directive, from ministries to communes
// Each document under the nearest authority that it cites: a department's plan under the province's, not under the directive, when it names both.
// param document: document # the directive at the root
// param place: place = null # only documents of this province or below it
// param depth: int[1..5] = 4 # how many steps, 1 to 5
// columns: document, level, parent, relation, sentence, file, start
// picture: lineage
// example: "Đề án 06"
MATCH p = (:Document {id: $document})<-[:IMPLEMENTS|GUIDES|BASED_ON*0..1]-(a:Document)
WITH a, min(length(p)) AS near
MATCH p = (a)<-[:IMPLEMENTS|GUIDES|BASED_ON*0..1]-(b:Document)
WITH b, min(near + length(p)) AS near
MATCH p = (b)<-[:IMPLEMENTS|GUIDES|BASED_ON*0..1]-(c:Document)
WITH c, min(near + length(p)) AS near
MATCH p = (c)<-[:IMPLEMENTS|GUIDES|BASED_ON*0..1]-(parent:Document)
WITH parent, min(near + length(p)) AS before WHERE before < $depth
MATCH (parent)<-[r:IMPLEMENTS|GUIDES|BASED_ON]-(d:Document)
WHERE d.id <> $document
  AND ($place IS NULL OR d.scope = $place OR d.scope STARTS WITH ($place + '/'))
WITH d, parent, r, before, CASE parent.level WHEN 'central' THEN 0 WHEN 'ministry' THEN 1 WHEN 'province' THEN 2 WHEN 'department' THEN 3 WHEN 'district' THEN 4 WHEN 'commune' THEN 5 ELSE 2 END AS rank, CASE d.level WHEN 'central' THEN 0 WHEN 'ministry' THEN 1 WHEN 'province' THEN 2 WHEN 'department' THEN 3 WHEN 'district' THEN 4 WHEN 'commune' THEN 5 ELSE 2 END AS own
WHERE rank <= own OR before = 0
WITH d, own, parent, r, rank, before
ORDER BY d.id, rank DESC, before DESC, parent.id, type(r), r.stated_by
WITH d, own, collect({parent: parent, relation: type(r), sentence: r.evidence, file: r.file, start: r.start})[0] AS f
WITH d, own, f, f.parent AS parent
RETURN d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, d.level AS level, parent {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS parent, f.relation AS relation, f.sentence AS sentence, f.file AS file, f.start AS start
ORDER BY own, d.scope, d.date, d.id
