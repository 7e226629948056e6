// name: cites
// title: Văn bản này viện dẫn những gì
// title_en: What a document cites directly
// Every link that starts from it, with the sentence. `how` is what shows that the citing document carries the other out; an IMPLEMENTS by which it only speaks of that, or by which none of its kind can, is not counted as carrying it out.
// param document: document # the document
// param relation: relation = null # only links of this kind
// columns: document, relation, how, provision, mentions, sentence, file, start
// picture: lineage
// example: "24/KH-UBND"
MATCH (:Document {id: $document})-[r:BASED_ON|IMPLEMENTS|GUIDES|AMENDS|REPLACES|REPEALS|REFERS_TO]->(d:Document)
WHERE $relation IS NULL OR type(r) = $relation
WITH d, r
// what is above, the link index works out
RETURN d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, type(r) AS relation, CASE WHEN type(r) = 'IMPLEMENTS' THEN coalesce(r.carries, 'not counted as carrying it out') ELSE r.carries END AS how, r.provision AS provision, r.mentions AS mentions, r.evidence AS sentence, r.file AS file, r.start AS start
ORDER BY relation, d.date, d.id, r.stated_by
