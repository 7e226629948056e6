// name: worklist
// title: Nếu văn bản này thay đổi thì cơ quan nào phải rà soát văn bản nào
// title_en: What has to be looked at when a document changes, body by body
// Living documents that carry it out, rest on it or detail it, directly or through others, each with the sentence that names the next one on the way (`via`). Living: no end is known on the day, and no text repeals or replaces it. Drafts count; pages of the press, forms and consolidated texts do not.
// param document: document # the document that changes
// param place: place = null # only documents of this province or below it
// param as_of: date = today # the day on which a document must be living
// param depth: int[1..4] = 2 # how many steps, 1 to 4
// columns: body, document, relation, distance, via, sentence, file, start
// picture: lineage
// example: "Đề án 06"
MATCH p = (:Document {id: $document})<-[:BASED_ON|IMPLEMENTS|GUIDES*0..1]-(a:Document)
WITH a, min(length(p)) AS near
MATCH p = (a)<-[:BASED_ON|IMPLEMENTS|GUIDES*0..1]-(b:Document)
WITH b, min(near + length(p)) AS near
MATCH p = (b)<-[:BASED_ON|IMPLEMENTS|GUIDES*0..1]-(via:Document)
WITH via, min(near + length(p)) AS near
WITH via, near AS before WHERE before < $depth
MATCH (via)<-[r:BASED_ON|IMPLEMENTS|GUIDES]-(d:Document)
WHERE d.id <> $document AND NOT coalesce(d.paper, '') IN ['press', 'form', 'consolidated'] AND ($place IS NULL OR d.scope = $place OR d.scope STARTS WITH ($place + '/'))
WITH d, via, r, before + 1 AS distance
ORDER BY d.id, distance, via.id, type(r), r.stated_by
WITH d, collect({distance: distance, via: via, r: r})[0] AS f
WHERE d.ended IS NULL OR d.ended > $as_of
OPTIONAL MATCH (d)<-[:REPEALS|REPLACES]-(e:Document) WHERE coalesce(e.date, toString(e.year), '') <= $as_of
WITH d, f, count(e) AS ends WHERE ends = 0
OPTIONAL MATCH (d)-[:ISSUED_BY]->(i:Issuer)
WITH d, f, min(i.name) AS body
WITH d, f.via AS via, f.r AS r, f.distance AS distance, coalesce(body, d.issuer, '') AS body
// what is above, the link index works out
RETURN body, d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, type(r) AS relation, distance, via {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS via, r.evidence AS sentence, r.file AS file, r.start AS start
ORDER BY body, distance, d.date, d.id
