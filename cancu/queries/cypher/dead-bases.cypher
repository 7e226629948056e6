// name: dead-bases
// title: Văn bản có căn cứ đã hết hiệu lực
// title_en: Documents with a basis that was replaced, repealed or has ended
// The end is what the register knows or what a text in the corpus says. Each document with its nearest such bases, and one sentence for each step to them, its own first.
// param document: document = null # only the bases of this document
// param place: place = null # only documents of this province or below it
// param as_of: date = null # the day that is asked about; none: whatever is known
// param depth: int = 1 # how many steps from the document to the basis, at most 3
// columns: document, basis, reason, since, by, distance, sentences
// example: -p place=thanh-hoa -p depth=3
MATCH (basis:Document)
OPTIONAL MATCH (basis)<-[e:REPLACES|REPEALS]-(other:Document)
WHERE $as_of IS NULL OR other.date <= $as_of
WITH basis, other, type(e) AS kind
ORDER BY basis.id, other.date, other.id, kind
WITH basis, collect(CASE WHEN other IS NULL THEN NULL ELSE {reason: kind, on: other.date, by: coalesce(other.key, other.id)} END) AS told
WITH basis, CASE WHEN basis.ended IS NOT NULL AND ($as_of IS NULL OR basis.ended <= $as_of) THEN {reason: 'ENDED', on: basis.ended, by: basis.replaced_by}
                 WHEN size(told) > 0 THEN told[0] END AS why
WHERE why IS NOT NULL
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
