// name: impact
// title: Nếu văn bản này thay đổi thì những gì phụ thuộc
// title_en: What depends on a document
// Everything that rests on the document, carries it out, details or changes it, by relation and distance; `via` is the next document on the way. With `relation`, the shortest way whose last link is of that kind. Pages of the press and forms depend on nothing.
// param document: document # the document that changes
// param relation: relation = null # only documents that have a link of this kind on a way
// param place: place = null # only documents of this province or below it
// param depth: int[1..5] = 3 # how many steps, 1 to 5
// columns: document, relation, distance, via, sentence, file, start
// picture: lineage
// example: "06/QĐ-TTg"
MATCH p = (:Document {id: $document})<-[:BASED_ON|IMPLEMENTS|GUIDES|AMENDS*0..1]-(a:Document)
WITH a, min(length(p)) AS near
MATCH p = (a)<-[:BASED_ON|IMPLEMENTS|GUIDES|AMENDS*0..1]-(b:Document)
WITH b, min(near + length(p)) AS near
MATCH p = (b)<-[:BASED_ON|IMPLEMENTS|GUIDES|AMENDS*0..1]-(c:Document)
WITH c, min(near + length(p)) AS near
MATCH p = (c)<-[:BASED_ON|IMPLEMENTS|GUIDES|AMENDS*0..1]-(via:Document)
WITH via, min(near + length(p)) AS near
WITH via, near AS before WHERE before < $depth
MATCH (via)<-[r:BASED_ON|IMPLEMENTS|GUIDES|AMENDS]-(d:Document)
WHERE d.id <> $document AND ($relation IS NULL OR type(r) = $relation) AND NOT coalesce(d.paper, '') IN ['press', 'form']
  AND ($place IS NULL OR d.scope = $place OR d.scope STARTS WITH ($place + '/'))
WITH d, via, r, before + 1 AS distance
ORDER BY d.id, distance, via.id, type(r), r.stated_by
WITH d, collect({distance: distance, via: via, r: r})[0] AS f
WITH d, f.via AS via, f.r AS r, f.distance AS distance
// what is above, the link index works out
RETURN d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, type(r) AS relation, distance, via {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS via, r.evidence AS sentence, r.file AS file, r.start AS start
ORDER BY distance, relation, d.date, d.id
