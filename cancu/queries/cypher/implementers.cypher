// name: implementers
// title: Văn bản nào thực hiện văn bản này
// title_en: Which documents implement a document, directly and through others
// Plans, notices and letters that carry out the document, nearest first, with the sentence that says so.
// param document: document # the directive
// param place: place = null # only documents of this province (thanh-hoa) or below it
// param level: level = null # central, ministry, province, department, district, commune
// param depth: int = 4 # how many steps through other documents, at most 6
// columns: document, distance, through, sentence, file, start
// picture: yes
// example: "Đề án 06"
MATCH path = (d:Document)-[:IMPLEMENTS*1..6]->(target:Document {id: $document})
WHERE length(path) <= $depth AND d.id <> target.id
  AND ($place IS NULL OR d.scope = $place OR d.scope STARTS WITH ($place + '/'))
  AND ($level IS NULL OR d.level = $level)
WITH d, path, length(path) AS distance, [n IN nodes(path) | n.key] AS names
ORDER BY d.id, distance, names
WITH d, collect({distance: distance, links: [r IN relationships(path) | {sentence: r.evidence, file: r.file, start: r.start}], through: [n IN nodes(path)[1..-1] | coalesce(n.key, n.id)]})[0] AS found
RETURN {id: d.id, key: d.key, type: d.type, title: d.title, date: d.date, scope: d.scope, level: d.level, in_corpus: d.in_corpus} AS document,
       found.distance AS distance, found.through AS through, found.links[0].sentence AS sentence,
       found.links[0].file AS file, found.links[0].start AS start
ORDER BY distance, d.date, d.id
