// name: by-level
// title: Số văn bản thực hiện theo cấp và loại
// title_en: How many documents implement a directive, by level and type
// Counts with the first and the last day of issue.
// param document: document # the directive
// columns: level, type, documents, first, last
// example: "Đề án 06"
MATCH p = (:Document {id: $document})<-[:IMPLEMENTS*0..2]-(a:Document)
WITH DISTINCT a
MATCH p = (a)<-[:IMPLEMENTS*0..2]-(d:Document)
WITH DISTINCT d WHERE d.id <> $document
RETURN d.level AS level, d.type AS type, count(d) AS documents, min(d.date) AS first, max(d.date) AS last
ORDER BY level, documents DESC, type
