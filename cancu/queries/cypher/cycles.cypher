// name: cycles
// title: Các văn bản viện dẫn vòng tròn
// title_en: Documents that rest on each other in a circle
// Circles of two or three steps; a sign of a wrong date or a wrong reading.
// columns: documents, relations, sentences
// picture: lineage
// example:
CALL {
MATCH (a:Document)-[r:BASED_ON|IMPLEMENTS|GUIDES]->(b:Document) WHERE a.id < b.id
MATCH (b)-[s:BASED_ON|IMPLEMENTS|GUIDES]->(a)
RETURN [a, b] AS circle, [r, s] AS steps
UNION ALL
MATCH (a:Document)-[r:BASED_ON|IMPLEMENTS|GUIDES]->(b:Document) WHERE a.id < b.id
MATCH (b)-[s:BASED_ON|IMPLEMENTS|GUIDES]->(c:Document) WHERE a.id < c.id AND b.id <> c.id
MATCH (c)-[t:BASED_ON|IMPLEMENTS|GUIDES]->(a)
RETURN [a, b, c] AS circle, [r, s, t] AS steps
}
WITH [d IN circle | d.id] AS ids, [d IN circle | coalesce(d.key, d.id)] AS documents,
     [r IN steps | type(r)] AS relations, [r IN steps | r.evidence] AS sentences, [r IN steps | r.stated_by] AS by
ORDER BY ids, relations, by
WITH ids, documents, collect({relations: relations, sentences: sentences})[0] AS f
RETURN documents, f.relations AS relations, f.sentences AS sentences
ORDER BY size(ids), ids
