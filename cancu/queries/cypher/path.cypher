// name: path
// title: Hai văn bản liên hệ với nhau thế nào
// title_en: How two documents connect
// A row for each step of one chain of links: a chain by which the one carries the other out, if there is one of at most six steps, else the shortest on which all links point from the one to the other, else, unless only `up` is asked for, the shortest whichever way they point; at most eight steps.
// param from: document # one document
// param to: document # the other
// param direction: direction = any # any; up: only links that point from the first to the second
// columns: step, source, relation, how, target, sentence, file, start
// picture: lineage
// example: "24/KH-UBND" "04/CT-TTg"
CALL () {
MATCH path = (:Document {id: $from})-[:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO*1..6 {task: true}]->(:Document {id: $to})
RETURN path, 0 AS rank
UNION ALL
MATCH path = (:Document {id: $from})<-[:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO*1..6 {task: true}]-(:Document {id: $to}) WHERE $direction = 'any'
RETURN path, 1 AS rank
UNION ALL
MATCH (a:Document {id: $from}), (b:Document {id: $to}) WHERE a.id <> b.id
MATCH path = allShortestPaths((a)-[:BASED_ON|IMPLEMENTS|GUIDES|AMENDS|REPLACES|REPEALS|REFERS_TO*1..8]->(b))
RETURN path, 2 AS rank
UNION ALL
MATCH (a:Document {id: $from}), (b:Document {id: $to}) WHERE a.id <> b.id AND $direction = 'any'
MATCH path = allShortestPaths((a)<-[:BASED_ON|IMPLEMENTS|GUIDES|AMENDS|REPLACES|REPEALS|REFERS_TO*1..8]-(b))
RETURN path, 3 AS rank
UNION ALL
MATCH (a:Document {id: $from}), (b:Document {id: $to}) WHERE a.id <> b.id AND $direction = 'any'
MATCH path = allShortestPaths((a)-[:BASED_ON|IMPLEMENTS|GUIDES|AMENDS|REPLACES|REPEALS|REFERS_TO*1..8]-(b))
RETURN path, 4 AS rank
}
WITH path, rank, [n IN nodes(path) | n.id] AS ids, [r IN relationships(path) | type(r) + ' ' + r.stated_by] AS kinds
WHERE $from <> $to
ORDER BY rank, size(ids), ids, kinds LIMIT 1
WITH [r IN relationships(path) | {source: startNode(r), relation: type(r), how: r.carries, sentence: r.evidence, file: r.file, start: r.start, target: endNode(r)}] AS steps
UNWIND range(0, size(steps) - 1) AS i
WITH i + 1 AS step, steps[i] AS f, steps[i].source AS source, steps[i].target AS target
RETURN step, source {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS source, f.relation AS relation, f.how AS how, target {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS target, f.sentence AS sentence, f.file AS file, f.start AS start
ORDER BY step
