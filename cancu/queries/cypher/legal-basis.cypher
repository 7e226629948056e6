// name: legal-basis
// title: Căn cứ pháp lý của văn bản, mọi tầng
// title_en: What a document rests on, all levels
// Its bases, the bases of those, and so on, with the register's word on whether each still stands.
// param document: document # the document
// param depth: int = 4 # how many levels, at most 6
// columns: basis, distance, through, ended, replaced_by, sentence, file, start
// picture: yes
// example: "24/KH-UBND"
MATCH path = (source:Document {id: $document})-[:BASED_ON|IMPLEMENTS|GUIDES*1..6]->(basis:Document)
WHERE length(path) <= $depth AND basis.id <> source.id
WITH basis, path, length(path) AS distance, [n IN nodes(path) | n.id] AS names
ORDER BY basis.id, distance, names
WITH basis, collect({distance: distance, links: [r IN relationships(path) | {sentence: r.evidence, file: r.file, start: r.start}], through: [n IN nodes(path)[1..-1] | coalesce(n.key, n.id)]})[0] AS found
RETURN {id: basis.id, key: basis.key, type: basis.type, title: basis.title, date: basis.date, scope: basis.scope, level: basis.level, in_corpus: basis.in_corpus} AS basis,
       found.distance AS distance, found.through AS through, basis.ended AS ended, basis.replaced_by AS replaced_by,
       found.links[-1].sentence AS sentence, found.links[-1].file AS file, found.links[-1].start AS start
ORDER BY distance, basis.date, basis.id
