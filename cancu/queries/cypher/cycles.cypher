// name: cycles
// title: Các văn bản viện dẫn vòng tròn
// title_en: Documents that rest on each other in a circle
// Circles of two or three steps; a sign of a wrong date or a wrong reading.
// columns: documents, relations, sentences
// picture: lineage
// example:
CALL () {
MATCH (a:Document)<-[:BASED_ON|IMPLEMENTS|GUIDES]-(:Document)
WITH DISTINCT a
MATCH (a)-[:BASED_ON|IMPLEMENTS|GUIDES]->(b:Document) WHERE a.id < b.id
WITH DISTINCT a, b
MATCH (b)-[:BASED_ON|IMPLEMENTS|GUIDES]->(a)
WITH DISTINCT a, b, a AS c
RETURN a, b, c
UNION ALL
MATCH (a:Document)<-[:BASED_ON|IMPLEMENTS|GUIDES]-(:Document)
WITH DISTINCT a
MATCH (a)-[:BASED_ON|IMPLEMENTS|GUIDES]->(b:Document) WHERE a.id < b.id
WITH DISTINCT a, b
MATCH (b)-[:BASED_ON|IMPLEMENTS|GUIDES]->(c:Document) WHERE a.id < c.id AND b.id <> c.id
WITH DISTINCT a, b, c
MATCH (c)-[:BASED_ON|IMPLEMENTS|GUIDES]->(a)
WITH DISTINCT a, b, c
RETURN a, b, c
}
MATCH (a)-[r:BASED_ON|IMPLEMENTS|GUIDES]->(b)
WITH a, b, c, r ORDER BY type(r), r.stated_by
WITH a, b, c, collect(r)[0] AS first
MATCH (b)-[r:BASED_ON|IMPLEMENTS|GUIDES]->(c)
WITH a, b, c, first, r ORDER BY type(r), r.stated_by
WITH a, b, c, first, collect(r)[0] AS second
OPTIONAL MATCH (c)-[r:BASED_ON|IMPLEMENTS|GUIDES]->(a) WHERE c.id <> a.id
WITH a, b, c, first, second, r ORDER BY type(r), r.stated_by
WITH a, b, c, first, second, collect(r)[0] AS third
WITH a, b, c, first, second, third
// what is above, the link index works out
WITH CASE WHEN c.id = a.id THEN [a, b] ELSE [a, b, c] END AS circle, CASE WHEN c.id = a.id THEN [first, second] ELSE [first, second, third] END AS steps
RETURN [d IN circle | coalesce(d.key, d.id)] AS documents, [r IN steps | type(r)] AS relations, [r IN steps | r.evidence] AS sentences
ORDER BY size(circle), [d IN circle | d.id]
