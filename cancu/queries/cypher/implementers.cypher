// name: implementers
// title: Văn bản nào thực hiện văn bản này
// title_en: Which documents implement a document, directly and through others
// Plans, notices and letters that carry out the document, nearest first, with the sentence that says so; `via` is the next document on the way.
// param document: document # the directive
// param place: place = null # only documents of this province (thanh-hoa) or below it
// param level: level = null # central, ministry, province, department, district, commune
// param type: type = null # only documents of this type (KH)
// param year: int = null # only documents of this year
// param depth: int[1..5] = 4 # how many steps, 1 to 5
// columns: document, distance, via, sentence, file, start
// picture: lineage
// example: "Đề án 06"
MATCH p = (:Document {id: $document})<-[:IMPLEMENTS*0..1]-(a:Document)
WITH a, min(length(p)) AS near
MATCH p = (a)<-[:IMPLEMENTS*0..1]-(b:Document)
WITH b, min(near + length(p)) AS near
MATCH p = (b)<-[:IMPLEMENTS*0..1]-(c:Document)
WITH c, min(near + length(p)) AS near
MATCH p = (c)<-[:IMPLEMENTS*0..1]-(via:Document)
WITH via, min(near + length(p)) AS before WHERE before < $depth
MATCH (via)<-[r:IMPLEMENTS]-(d:Document)
WHERE d.id <> $document
  AND ($place IS NULL OR d.scope = $place OR d.scope STARTS WITH ($place + '/'))
  AND ($level IS NULL OR d.level = $level) AND ($type IS NULL OR d.type = $type)
  AND ($year IS NULL OR d.year = $year)
WITH d, via, r, before + 1 AS distance
ORDER BY d.id, distance, via.id, type(r), r.stated_by
WITH d, collect({distance: distance, via: via, relation: type(r), sentence: r.evidence, file: r.file, start: r.start})[0] AS f
WITH d, f, f.via AS via
RETURN d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, f.distance AS distance, via {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS via, f.sentence AS sentence, f.file AS file, f.start AS start
ORDER BY distance, d.date, d.id
