// name: shaky-bases
// title: Văn bản có căn cứ đã được sửa đổi
// title_en: Documents with a basis that was amended
// Bases that another document amended, and the last to do so. Each document with its nearest such bases, and one sentence for each step to them, its own first.
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
MATCH (basis)<-[r:BASED_ON|IMPLEMENTS|GUIDES]-(a:Document)
WITH basis, why, a, r
ORDER BY a.id, basis.id, type(r), r.stated_by
WITH a, basis, why, collect(r.evidence)[0] AS said
ORDER BY a.id, basis.id
WITH a, collect({basis: basis, why: why, said: [said]}) AS bases
MATCH p = (a)<-[:BASED_ON|IMPLEMENTS|GUIDES*0..1]-(b:Document)
WHERE length(p) = 0 OR $depth >= 2
WITH b, bases, length(p) AS more, [r IN relationships(p) | r.evidence] AS said, [r IN relationships(p) | type(r) + ' ' + r.stated_by] AS by, a.id AS through
ORDER BY b.id, more, through, by
WITH b, collect({bases: bases, more: more, said: said})[0] AS f
WITH b, CASE WHEN f.more = 0 THEN f.bases ELSE [{basis: f.bases[0].basis, why: f.bases[0].why, said: f.said + f.bases[0].said}] END AS bases
MATCH p = (b)<-[:BASED_ON|IMPLEMENTS|GUIDES*0..1]-(d:Document)
WHERE length(p) = 0 OR $depth >= 3
WITH d, bases, length(p) AS more, [r IN relationships(p) | r.evidence] AS said, [r IN relationships(p) | type(r) + ' ' + r.stated_by] AS by, b.id AS through
ORDER BY d.id, more, through, by
WITH d, collect({bases: bases, more: more, said: said})[0] AS f
WITH d, CASE WHEN f.more = 0 THEN f.bases ELSE [{basis: f.bases[0].basis, why: f.bases[0].why, said: f.said + f.bases[0].said}] END AS bases
WITH d, bases
WHERE ($document IS NULL OR d.id = $document) AND ($place IS NULL OR d.scope = $place OR d.scope STARTS WITH ($place + '/'))
UNWIND bases AS f
WITH d, f, f.basis AS basis, f.why AS why WHERE basis.id <> d.id
RETURN d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, basis {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS basis, why.reason AS reason, why.on AS since, why.by AS by, size(f.said) AS distance, f.said AS sentences
ORDER BY distance, d.date, d.id, basis.id
