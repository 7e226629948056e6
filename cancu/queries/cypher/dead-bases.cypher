// name: dead-bases
// title: Văn bản có căn cứ đã hết hiệu lực
// title_en: Documents with a basis that is dead: ended, or its period over
// A basis is dead when its state on the day is ENDED or PERIOD_OVER. `kind` is `defect` where it was dead already on the day of the document that rests on it, `later` where it died since (a task, no fault), and empty where that day is not known, or is that of a consolidated text. An act that is named only for having amended another basis is none, nor one that is later than the document, nor one that the document itself ends. Each document with every such basis within `depth` steps, at its least distance, and one sentence for each step to it, the document's own first.
// param document: document = null # only the bases of this document
// param place: place = null # only documents of this province or below it
// param kind: choice[defect|later] = null # only these
// param documents: choice[living|all] = living # whose bases: of documents that are not themselves dead, or of all
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
WHERE basis.state[i] IN ['ENDED', 'PERIOD_OVER']
WITH basis, ways, {status: basis.state[i], on: CASE WHEN basis.state_from[i] > '0001-01-01' THEN basis.state_from[i] END, by_id: basis.state_by_id[i], by: CASE WHEN basis.state_by[i] <> '-' THEN basis.state_by[i] END, dead: [j IN range(0, i) WHERE basis.state[j] IN ['ENDED', 'PERIOD_OVER'] | basis.state_from[j]][0]} AS why
UNWIND ways AS x
WITH x.a AS a, collect({basis: basis, why: why, way: x.way}) AS bases
MATCH (d:Document)-[r:BASED_ON|IMPLEMENTS|GUIDES]->(a)
WHERE r.as_amender IS NULL AND ($document IS NULL OR d.id = $document) AND ($place IS NULL OR d.scope = $place OR d.scope STARTS WITH ($place + '/'))
  AND ($documents = 'all' OR NOT d.state[size([x IN d.state_from WHERE x <= $as_of]) - 1] IN ['ENDED', 'PERIOD_OVER'])
WITH d, a, r, bases ORDER BY d.id, a.id, type(r), r.stated_by
WITH d, a, collect({r: r, bases: bases})[0] AS f
WITH d, a, f.r AS first, f.bases AS bases
UNWIND bases AS x
WITH d, a, first, x.basis AS basis, x.why AS why, x.way AS way
WHERE basis.id <> d.id AND why.by_id <> d.id AND (basis.date IS NULL OR d.date IS NULL OR basis.date <= d.date)
WITH d, a, first, basis, why, way ORDER BY d.id, basis.id, way.steps, a.id, way.via
WITH d, basis, collect({why: why, way: way, first: first})[0] AS f
WITH d, basis, f.first AS first, f.way.second AS second, f.way.third AS third, 1 + f.way.steps AS distance, f.why.status AS status, f.why.on AS since, f.why.by AS by, CASE WHEN d.type = 'VBHN' OR f.why.dead = '0001-01-01' THEN NULL WHEN f.why.dead <= d.date THEN 'defect' WHEN f.why.dead > d.date THEN 'later' END AS kind
WHERE $kind IS NULL OR kind = $kind
// what is above, the link index works out
RETURN d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, basis {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS basis, kind, status, since, by, distance, [r IN [first, second, third] WHERE r IS NOT NULL | r.evidence] AS sentences
ORDER BY distance, d.date, d.id, basis.id
