// name: co-cited
// title: Văn bản thường được viện dẫn cùng nhau
// title_en: Documents that are cited together with a document
// Other documents that the same texts name, most often first.
// param document: document # the document
// columns: document, together, cited_by
// example: "Đề án 06"
MATCH (:Document {id: $document})<-[:BASED_ON|IMPLEMENTS|GUIDES|AMENDS|REPLACES|REPEALS|REFERS_TO]-(source:Document)
WITH DISTINCT source
MATCH (source)-[:BASED_ON|IMPLEMENTS|GUIDES|AMENDS|REPLACES|REPEALS|REFERS_TO]->(d:Document)
WHERE d.id <> $document
WITH DISTINCT d, source ORDER BY source.id
WITH d, collect(coalesce(source.key, source.id)) AS cited_by
RETURN d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, size(cited_by) AS together, cited_by
ORDER BY together DESC, d.id
