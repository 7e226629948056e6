// name: path
// title: Hai văn bản liên hệ với nhau thế nào
// title_en: How two documents connect
// The shortest chain of links between two documents, whichever way they point, a row for each step.
// param from: document # one document
// param to: document # the other
// columns: step, source, relation, target, sentence, file, start
// picture: lineage
// example: "24/KH-UBND" "04/CT-TTg"
MATCH (a:Document {id: $from}), (b:Document {id: $to})
WHERE a.id <> b.id
MATCH path = allShortestPaths((a)-[:BASED_ON|IMPLEMENTS|GUIDES|AMENDS|REPLACES|REPEALS|REFERS_TO*1..8]-(b))
WITH path, [n IN nodes(path) | n.id] AS ids, [r IN relationships(path) | type(r) + ' ' + r.stated_by] AS kinds
ORDER BY ids, kinds LIMIT 1
WITH [r IN relationships(path) | {source: startNode(r), relation: type(r), sentence: r.evidence, file: r.file, start: r.start, target: endNode(r)}] AS steps
UNWIND range(0, size(steps) - 1) AS i
WITH i + 1 AS step, steps[i] AS f, steps[i].source AS source, steps[i].target AS target
RETURN step, source {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS source, f.relation AS relation, target {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS target, f.sentence AS sentence, f.file AS file, f.start AS start
ORDER BY step
