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
MATCH path = (:Document {id: $from})-[:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO*1..6 {task: true}]->(:Document {id: $to}) WHERE $from <> $to
RETURN path, 0 AS rank
UNION ALL
MATCH path = (:Document {id: $from})<-[:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO*1..6 {task: true}]-(:Document {id: $to}) WHERE $from <> $to AND $direction = 'any'
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
WITH path, rank, ids, kinds ORDER BY rank, size(ids), ids, kinds LIMIT 1
WITH relationships(path) AS links
UNWIND range(0, size(links) - 1) AS i
WITH i + 1 AS step, links[i] AS r
WITH step, r, startNode(r) AS source, endNode(r) AS target
// what is above, the link index works out
RETURN step, source {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS source, type(r) AS relation, r.carries AS how, target {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS target, r.evidence AS sentence, r.file AS file, r.start AS start
ORDER BY step
