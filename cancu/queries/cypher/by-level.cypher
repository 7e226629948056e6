// name: by-level
// title: Số văn bản thực hiện theo cấp và loại
// title_en: How many documents implement a directive, by level and type
// Counts with the first and the last day of issue.
// param document: document # the directive
// columns: level, type, documents, first, last
// example: "Đề án 06"
MATCH (:Document {id: $document})<-[:IMPLEMENTS*0..1]-(a:Document)
WITH DISTINCT a
MATCH (a)<-[:IMPLEMENTS*0..1]-(b:Document)
WITH DISTINCT b
MATCH (b)<-[:IMPLEMENTS*0..1]-(c:Document)
WITH DISTINCT c
MATCH (c)<-[:IMPLEMENTS*0..1]-(d:Document)
WITH DISTINCT d WHERE d.id <> $document
RETURN d.level AS level, d.type AS type, count(d) AS documents, min(d.date) AS first, max(d.date) AS last
ORDER BY level, documents DESC, type
