// name: response-days
// title: Bao nhiêu ngày sau thì có văn bản thực hiện
// title_en: Days from a directive to each document that implements it
// Only documents whose day is known; a negative figure is a document older than the directive that it names.
// param document: document # the directive
// param level: level = null # only documents of this level
// param type: type = null # only documents of this type (KH)
// columns: document, days
// picture: lineage
// example: "Đề án 06" province
MATCH (directive:Document {id: $document})
MATCH p = (directive)<-[:IMPLEMENTS*0..2]-(a:Document)
WITH DISTINCT directive, a
MATCH p = (a)<-[:IMPLEMENTS*0..2]-(d:Document)
WITH DISTINCT directive, d
WHERE d.id <> $document AND d.date IS NOT NULL AND directive.date IS NOT NULL
  AND ($level IS NULL OR d.level = $level) AND ($type IS NULL OR d.type = $type)
RETURN d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, duration.inDays(date(directive.date), date(d.date)).days AS days
ORDER BY days, d.id
