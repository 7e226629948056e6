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
WITH ids, collect([r IN relationships(path) | {source: startNode(r), how: r.carries, partly: r.partly, sentence: r.evidence, file: r.file, start: r.start, target: endNode(r)}])[0] AS steps
ORDER BY size(ids), ids
WITH collect(steps) AS ways
UNWIND range(0, size(ways) - 1) AS i
UNWIND range(0, size(ways[i]) - 1) AS j
WITH i + 1 AS chain, j + 1 AS step, ways[i][j] AS f
WITH chain, step, f, f.source AS source, f.target AS target
RETURN chain, step, source {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS source, f.how AS how, f.partly AS partly, target {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS target, f.sentence AS sentence, f.file AS file, f.start AS start
ORDER BY chain, step
