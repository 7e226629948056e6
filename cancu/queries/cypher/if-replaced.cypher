// name: if-replaced
// title: Nếu văn bản bị thay thế thì văn bản nào hết căn cứ
// title_en: What falls or loses its basis if a document is replaced
// Documents that detail it fall with it, and so do those that detail these, up to four steps. Of the others that rest on it or on one that falls, those whose other bases have all ended, or their period (or that have none) are left without a basis that stands, the rest need review. `via` is the document that falls and that the sentence names; `other_bases` counts the bases that do not fall, `standing_bases` those of them that are known to stand on the day, `unsure_bases` those that are not known to, or are not in force then; only where both are none is a document left without a basis.
// param document: document # the document that is to be replaced
// param place: place = null # only documents of this province or below it
// param as_of: date = today # the day on which the other bases are looked at
// columns: document, consequence, relation, via, other_bases, standing_bases, unsure_bases, sentence, file, start
// picture: lineage
// example: "06/QĐ-TTg"
MATCH p = (:Document {id: $document})<-[:GUIDES*0..1]-(a:Document)
WITH a, min(length(p)) AS near
MATCH p = (a)<-[:GUIDES*0..1]-(b:Document)
WITH b, min(near + length(p)) AS near
MATCH p = (b)<-[:GUIDES*0..1]-(fallen:Document)
WITH fallen, min(near + length(p)) AS near
MATCH (fallen)<-[r:BASED_ON|IMPLEMENTS|GUIDES]-(d:Document)
WHERE d.id <> $document
WITH d, fallen, r, near, CASE type(r) WHEN 'GUIDES' THEN 0 ELSE 1 END AS weight
ORDER BY d.id, weight, near, fallen.id, type(r), r.stated_by
WITH d, collect({r: r})[0] AS f
WITH collect({d: d, r: f.r}) AS found
WITH found, [$document] + [x IN found WHERE type(x.r) = 'GUIDES' | x.d.id] AS falling
UNWIND found AS x
WITH x.d AS d, x.r AS r, falling
WHERE $place IS NULL OR d.scope = $place OR d.scope STARTS WITH ($place + '/')
OPTIONAL MATCH (d)-[:BASED_ON|IMPLEMENTS|GUIDES]->(other:Document)
WHERE other.id <> d.id AND NOT other.id IN falling
WITH DISTINCT d, r, other
WITH other, collect({d: d, r: r}) AS resting
WITH other, resting, CASE WHEN other IS NULL THEN 'none' ELSE other.state[size([x IN other.state_from WHERE x <= $as_of]) - 1] END AS state
UNWIND resting AS x
WITH x.d AS d, x.r AS r, CASE WHEN state = 'none' THEN 0 ELSE 1 END AS counted, CASE WHEN state IN ['IN_FORCE', 'AMENDED'] THEN 1 ELSE 0 END AS stands, CASE WHEN state IN ['UNKNOWN', 'NOT_YET', 'SUSPENDED'] THEN 1 ELSE 0 END AS unsure
WITH d, collect(r)[0] AS r, sum(counted) AS other_bases, sum(stands) AS standing_bases, sum(unsure) AS unsure_bases
WITH d, endNode(r) AS via, r, other_bases, standing_bases, unsure_bases, CASE WHEN type(r) = 'GUIDES' THEN 'falls with it' WHEN standing_bases + unsure_bases = 0 THEN 'left without a basis' ELSE 'needs review' END AS consequence
// what is above, the link index works out
RETURN d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, consequence, type(r) AS relation, via {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS via, other_bases, standing_bases, unsure_bases, r.evidence AS sentence, r.file AS file, r.start AS start
ORDER BY consequence, d.date, d.id
