// name: response-days
// title: Bao nhiêu ngày sau thì có văn bản thực hiện
// title_en: Days from a directive to each document that implements it
// Only documents whose day is known; a negative figure is a document older than the directive that it names.
// param document: document # the directive
// param level: level = null # only documents of this level
// param type: type = null # only documents of this type (KH)
// param place: place = null # only documents of this province (thanh-hoa) or below it
// columns: document, days
// picture: lineage
// example: "Đề án 06" province
MATCH (directive:Document {id: $document})
MATCH (directive)<-[:IMPLEMENTS*0..1]-(a:Document)
WITH DISTINCT directive, a
MATCH (a)<-[:IMPLEMENTS*0..1]-(b:Document)
WITH DISTINCT directive, b
MATCH (b)<-[:IMPLEMENTS*0..1]-(c:Document)
WITH DISTINCT directive, c
MATCH (c)<-[:IMPLEMENTS*0..1]-(d:Document)
WITH DISTINCT directive, d
WHERE d.id <> $document AND d.date IS NOT NULL AND directive.date IS NOT NULL
  AND ($place IS NULL OR d.scope = $place OR d.scope STARTS WITH ($place + '/'))
  AND ($level IS NULL OR d.level = $level) AND ($type IS NULL OR d.type = $type)
RETURN d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, duration.inDays(date(directive.date), date(d.date)).days AS days
ORDER BY days, d.id
