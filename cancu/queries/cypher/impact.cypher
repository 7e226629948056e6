// name: impact
// title: Nếu văn bản này thay đổi thì những gì phụ thuộc
// title_en: What depends on a document
// Everything that rests on the document, carries it out, details or changes it, directly or through others.
// param document: document # the document that changes
// param relation: relation = null # only links of this kind next to the document itself
// param depth: int = 3 # how many steps, at most 6
// columns: document, relation, distance, through, sentence, file, start
// picture: yes
// example: "06/QĐ-TTg"
MATCH path = (d:Document)-[:BASED_ON|IMPLEMENTS|GUIDES|AMENDS*1..6]->(target:Document {id: $document})
WHERE length(path) <= $depth AND d.id <> target.id
WITH d, path, length(path) AS distance, [n IN nodes(path) | n.id] AS names, [r IN relationships(path) | type(r)] AS kinds
WHERE $relation IS NULL OR kinds[-1] = $relation
WITH d, path, distance, names, kinds
ORDER BY d.id, distance, names, kinds
WITH d, collect({distance: distance, kind: kinds[0], links: [r IN relationships(path) | {sentence: r.evidence, file: r.file, start: r.start}], through: [n IN nodes(path)[1..-1] | coalesce(n.key, n.id)]})[0] AS found
RETURN {id: d.id, key: d.key, type: d.type, title: d.title, date: d.date, scope: d.scope, level: d.level, in_corpus: d.in_corpus} AS document,
       found.kind AS relation, found.distance AS distance, found.through AS through, found.links[0].sentence AS sentence,
       found.links[0].file AS file, found.links[0].start AS start
ORDER BY distance, d.date, d.id
