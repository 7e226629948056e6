// name: chains
// title: Mọi chuỗi thực hiện từ văn bản này lên văn bản kia
// title_en: All chains by which one document carries another out
// Each way up from the one to the other on which every document carries out the next, numbered, shortest first, a row for each step.
// param from: document # the document that carries out
// param to: document # the directive
// param depth: int[1..6] = 4 # how many steps, 1 to 6
// columns: chain, step, source, how, partly, target, sentence, file, start
// picture: lineage
// example: "87/KH-UBND" "Đề án 06"
MATCH path = (:Document {id: $from})-[:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO*1..6 {task: true}]->(:Document {id: $to})
WHERE length(path) <= $depth AND all(n IN nodes(path) WHERE size([m IN nodes(path) WHERE m.id = n.id]) = 1)
WITH path, [n IN nodes(path) | n.id] AS ids, size([r IN relationships(path) WHERE r.partly]) AS parts, [r IN relationships(path) | r.carries + ' ' + type(r) + ' ' + r.stated_by] AS kinds
ORDER BY size(ids), ids, parts, kinds
WITH ids, collect({links: relationships(path)})[0] AS f
WITH ids, f.links AS links
ORDER BY size(ids), ids
WITH collect({links: links}) AS ways
UNWIND range(0, size(ways) - 1) AS i
WITH i + 1 AS chain, ways[i].links AS links
UNWIND range(0, size(links) - 1) AS j
WITH chain, j + 1 AS step, links[j] AS r
WITH chain, step, r, startNode(r) AS source, endNode(r) AS target
// what is above, the link index works out
RETURN chain, step, source {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS source, r.carries AS how, r.partly AS partly, target {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS target, r.evidence AS sentence, r.file AS file, r.start AS start
ORDER BY chain, step
