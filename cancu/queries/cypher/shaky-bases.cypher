// name: shaky-bases
// title: Văn bản có căn cứ đã được sửa đổi
// title_en: Documents with a basis that was amended
// Bases that another document amended; one sentence for each step from the document to the basis, the document's own first.
// param document: document = null # only the bases of this document
// param place: place = null # only documents of this province or below it
// param as_of: date = null # the day that is asked about; none: whatever is known
// param depth: int = 1 # how many steps from the document to the basis, at most 3
// columns: document, basis, reason, since, by, distance, sentences
// example: -p place=thanh-hoa -p depth=3
MATCH (basis:Document)<-[e:AMENDS]-(other:Document)
WHERE $as_of IS NULL OR other.date <= $as_of
WITH basis, other
ORDER BY basis.id, other.date DESC, other.id
WITH basis, collect({reason: 'AMENDS', on: other.date, by: coalesce(other.key, other.id)})[0] AS why
MATCH p = (basis)<-[:BASED_ON|IMPLEMENTS|GUIDES]-(a:Document)
WITH basis, why, a, [r IN relationships(p) | r.evidence] AS said, [r IN relationships(p) | r.stated_by] AS by
ORDER BY basis.id, a.id, by
WITH basis, why, a, collect(said)[0] AS said
MATCH p = (a)<-[:BASED_ON|IMPLEMENTS|GUIDES*0..1]-(b:Document)
WITH basis, why, b, [r IN relationships(p) | r.evidence] + said AS said, size(said) + length(p) AS distance, a.id AS through, [r IN relationships(p) | r.stated_by] AS by
ORDER BY basis.id, b.id, distance, through, by
WITH basis, why, b, collect({said: said, distance: distance})[0] AS f
MATCH p = (b)<-[:BASED_ON|IMPLEMENTS|GUIDES*0..1]-(d:Document)
WITH basis, why, d, [r IN relationships(p) | r.evidence] + f.said AS said, f.distance + length(p) AS distance, b.id AS through, [r IN relationships(p) | r.stated_by] AS by
WHERE d.id <> basis.id AND distance <= $depth AND ($document IS NULL OR d.id = $document)
  AND ($place IS NULL OR d.scope = $place OR d.scope STARTS WITH ($place + '/'))
ORDER BY basis.id, d.id, distance, through, by
WITH basis, why, d, collect({said: said, distance: distance})[0] AS f
RETURN d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, basis {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS basis, why.reason AS reason, why.on AS since, why.by AS by, f.distance AS distance, f.said AS sentences
ORDER BY distance, d.date, d.id, basis.id
