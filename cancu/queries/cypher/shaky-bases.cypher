// name: shaky-bases
// title: Văn bản có căn cứ đã được sửa đổi
// title_en: Documents with a basis that was amended
// Bases that stand on the day as another act changed them, and the last to do so; `kind` is `before` where that was in force already on the day of the document that rests on it, `later` where it came since. An act that is named only for having amended another basis is none. Each document with every such basis within `depth` steps, at its least distance, and one sentence for each step to it, the document's own first.
// param document: document = null # only the bases of this document
// param place: place = null # only documents of this province or below it
// param as_of: date = today # the day that is asked about
// param depth: int[1..3] = 1 # how many steps from the document to the basis, 1 to 3
// columns: document, basis, kind, status, since, by, distance, sentences
// example: -p place=thanh-hoa -p depth=3
MATCH (d:Document)-[r:BASED_ON|IMPLEMENTS|GUIDES]->(a:Document)
WHERE r.as_amender IS NULL AND ($document IS NULL OR d.id = $document) AND ($place IS NULL OR d.scope = $place OR d.scope STARTS WITH ($place + '/'))
WITH DISTINCT a
MATCH p = (a)-[:BASED_ON|IMPLEMENTS|GUIDES*0..1]->(b:Document)
WHERE (length(p) = 0 OR $depth >= 2) AND size([r IN relationships(p) WHERE r.as_amender]) = 0
WITH a, b, relationships(p)[0] AS r, length(p) AS steps
ORDER BY a.id, b.id, steps, type(r), r.stated_by
WITH a, b, collect({steps: steps, r: r})[0] AS f
WITH a, b, f.steps AS near, f.r AS second
MATCH p = (b)-[:BASED_ON|IMPLEMENTS|GUIDES*0..1]->(basis:Document)
WHERE (length(p) = 0 OR $depth >= 3) AND size([r IN relationships(p) WHERE r.as_amender]) = 0
WITH a, b, basis, near + length(p) AS steps, second, relationships(p)[0] AS third
ORDER BY a.id, basis.id, steps, b.id, type(third), third.stated_by
WITH a, basis, collect({steps: steps, second: second, third: third, via: b.id})[0] AS way
WITH basis, collect({a: a, way: way}) AS ways
WITH basis, ways, size([x IN basis.state_from WHERE x <= $as_of]) - 1 AS i
WHERE basis.state[i] = 'AMENDED'
WITH basis, ways, {status: basis.state[i], on: CASE WHEN basis.state_from[i] > '0001-01-01' THEN basis.state_from[i] END, by: CASE WHEN basis.state_by[i] <> '-' THEN basis.state_by[i] END} AS why
UNWIND ways AS x
WITH x.a AS a, collect({basis: basis, why: why, way: x.way}) AS bases
MATCH (d:Document)-[r:BASED_ON|IMPLEMENTS|GUIDES]->(a)
WHERE r.as_amender IS NULL AND ($document IS NULL OR d.id = $document) AND ($place IS NULL OR d.scope = $place OR d.scope STARTS WITH ($place + '/'))
WITH d, a, r, bases ORDER BY d.id, a.id, type(r), r.stated_by
WITH d, a, collect({r: r, bases: bases})[0] AS f
WITH d, a, f.r AS first, f.bases AS bases
UNWIND bases AS x
WITH d, a, first, x.basis AS basis, x.why AS why, x.way AS way
WHERE basis.id <> d.id
WITH d, a, first, basis, why, way ORDER BY d.id, basis.id, way.steps, a.id, way.via
WITH d, basis, collect({why: why, way: way, first: first})[0] AS f
WITH d, basis, f.first AS first, f.way.second AS second, f.way.third AS third, 1 + f.way.steps AS distance, f.why.status AS status, f.why.on AS since, f.why.by AS by
// what is above, the link index works out
RETURN d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, basis {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS basis, CASE WHEN since <= d.date THEN 'before' WHEN since > d.date THEN 'later' END AS kind, status, since, by, distance, [r IN [first, second, third] WHERE r IS NOT NULL | r.evidence] AS sentences
ORDER BY distance, d.date, d.id, basis.id
