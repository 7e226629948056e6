// name: coverage
// title: Tỉnh nào đã có văn bản thực hiện, tỉnh nào chưa
// title_en: Which provinces have a document that implements a directive, and which have none found
// Every province of the list with how many documents implement the directive, the first of them, and the days from the directive to it. A merged province counts for its successor.
// param document: document # the directive
// param type: type = null # only documents of this type (KH)
// param provinces: provinces = 34 # 34, 63 (before July 2025), or a day such as 2024-05-01
// columns: place, documents, first, days
// picture: coverage
// example: "Đề án 06"
MATCH (directive:Document {id: $document})
MATCH (directive)<-[:IMPLEMENTS*0..1]-(a:Document)
WITH DISTINCT directive, a
MATCH (a)<-[:IMPLEMENTS*0..1]-(b:Document)
WITH DISTINCT directive, b
MATCH (b)<-[:IMPLEMENTS*0..1]-(c:Document)
WITH DISTINCT directive, c
MATCH (c)<-[:IMPLEMENTS*0..1]-(d:Document)
WITH DISTINCT directive, d WHERE $type IS NULL OR d.type = $type OR d.id = $document
ORDER BY d.date, d.id
WITH directive, collect(d) AS found
UNWIND $provinces AS province
WITH directive, province, [d IN found WHERE d.id <> $document AND split(d.scope, '/')[0] IN province.scopes] AS plans
WITH directive, province, size(plans) AS documents, [d IN plans WHERE d.date IS NOT NULL] AS dated, plans
WITH directive, province, documents, CASE WHEN size(dated) > 0 THEN dated[0] ELSE plans[0] END AS f
RETURN province.name AS place, documents, f {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS first, duration.inDays(date(directive.date), date(f.date)).days AS days
ORDER BY documents = 0, days, province.id
