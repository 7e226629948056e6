// name: path
// title: Hai văn bản liên hệ với nhau thế nào
// title_en: How two documents connect
// The shortest chain of links between two documents, whichever way they point, a row for each step.
// param from: document # one document
// param to: document # the other
// columns: step, source, relation, target, sentence, file, start
// picture: yes
// example: "24/KH-UBND" "04/CT-TTg"
MATCH (a:Document {id: $from}), (b:Document {id: $to})
MATCH path = shortestPath((a)-[:BASED_ON|IMPLEMENTS|GUIDES|AMENDS|REPLACES|REPEALS|REFERS_TO*1..8]-(b))
WITH [r IN relationships(path) | {source: startNode(r), link: {relation: type(r), sentence: r.evidence, file: r.file, start: r.start}, target: endNode(r)}] AS steps
UNWIND range(0, size(steps) - 1) AS i
WITH i + 1 AS step, steps[i].source AS s, steps[i].link AS link, steps[i].target AS t
RETURN step, {id: s.id, key: s.key, type: s.type, title: s.title, date: s.date, scope: s.scope, level: s.level, in_corpus: s.in_corpus} AS source, link.relation AS relation, {id: t.id, key: t.key, type: t.type, title: t.title, date: t.date, scope: t.scope, level: t.level, in_corpus: t.in_corpus} AS target,
       link.sentence AS sentence, link.file AS file, link.start AS start
ORDER BY step
