// name: cycles
// title: Các văn bản viện dẫn vòng tròn
// title_en: Documents that rest on each other in a circle
// Circles of two or three steps; a sign of a wrong date or a wrong reading.
// columns: documents, relations, sentences
// picture: yes
// example:
MATCH p = (a:Document)-[:BASED_ON|IMPLEMENTS|GUIDES*2..3]->(a)
WITH a, [n IN nodes(p)[0..-1] | coalesce(n.key, n.id)] AS documents, [n IN nodes(p)[0..-1] | n.id] AS ids,
     [r IN relationships(p) | type(r)] AS relations, [r IN relationships(p) | r.evidence] AS sentences, [r IN relationships(p) | r.stated_by] AS by
WHERE all(id IN ids WHERE id >= a.id)
WITH ids, documents, relations, sentences, by
ORDER BY ids, relations, by
WITH ids, documents, collect({relations: relations, sentences: sentences})[0] AS f
RETURN documents, f.relations AS relations, f.sentences AS sentences
ORDER BY size(ids), ids
