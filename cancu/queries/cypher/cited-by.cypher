// name: cited-by
// title: Những văn bản nào viện dẫn văn bản này
// title_en: Which documents cite a document directly
// Every link that ends at it, with the sentence. `how` is what shows that the citing document carries the other out; an IMPLEMENTS by which it only speaks of that, or by which none of its kind can, is not counted as carrying it out.
// param document: document # the document
// param relation: relation = null # only links of this kind
// param place: place = null # only documents of this province (thanh-hoa) or below it
// param level: level = null # only documents of this level
// param type: type = null # only documents of this type (KH)
// param year: int[1900..2100] = null # only documents of this year
// columns: document, relation, how, provision, mentions, sentence, file, start
// picture: lineage
// example: "Đề án 06"
MATCH (:Document {id: $document})<-[r:BASED_ON|IMPLEMENTS|GUIDES|AMENDS|REPLACES|REPEALS|REFERS_TO]-(d:Document)
WHERE ($relation IS NULL OR type(r) = $relation)
  AND ($place IS NULL OR d.scope = $place OR d.scope STARTS WITH ($place + '/'))
  AND ($level IS NULL OR d.level = $level) AND ($type IS NULL OR d.type = $type)
  AND ($year IS NULL OR d.year = $year)
WITH d, r
// what is above, the link index works out
RETURN d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, type(r) AS relation, CASE WHEN type(r) = 'IMPLEMENTS' THEN coalesce(r.carries, 'not counted as carrying it out') ELSE r.carries END AS how, r.provision AS provision, r.mentions AS mentions, r.evidence AS sentence, r.file AS file, r.start AS start
ORDER BY relation, d.date, d.id, r.stated_by
