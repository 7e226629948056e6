// name: co-cited
// title: Văn bản thường được viện dẫn cùng nhau
// title_en: Documents that are cited together with a document
// Other documents that the same texts name, most often first; a text counts once, whatever links it states. Pages of the press do not count.
// param document: document # the document
// columns: document, together, cited_by
// example: "Đề án 06"
MATCH (:Document {id: $document})<-[:NAMES]-(:Mention)-[:STATED_IN]->(text:Document)
WHERE NOT coalesce(text.paper, '') IN ['press']
WITH DISTINCT text.id AS id, coalesce(text.key, text.id) AS called
MATCH (:Document {id: id})<-[:STATED_IN]-(:Mention)-[:NAMES]->(other:Document)
WHERE other.id <> $document AND other.id <> id
WITH DISTINCT other.id AS name, id, called ORDER BY id
WITH name, collect(called) AS cited_by
MATCH (d:Document {id: name})
RETURN d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, size(cited_by) AS together, cited_by
ORDER BY together DESC, d.id
