// name: gaps
// title: Tỉnh nào chưa có văn bản thực hiện
// title_en: Provinces without a document that implements a directive
// None was found in the corpus; that is not proof that there is none.
// param document: document # the directive
// param type: type = null # only documents of this type count (KH)
// param provinces: provinces = 34 # 34, 63 (before July 2025), or a day such as 2024-05-01
// columns: place, documents_of_place
// picture: coverage
// example: "Đề án 06"
MATCH (directive:Document {id: $document})
MATCH (directive)<-[:IMPLEMENTS*0..1]-(a:Document)
WITH DISTINCT a
MATCH (a)<-[:IMPLEMENTS*0..1]-(b:Document)
WITH DISTINCT b
MATCH (b)<-[:IMPLEMENTS*0..1]-(c:Document)
WITH DISTINCT c
MATCH (c)<-[:IMPLEMENTS*0..1]-(d:Document)
WITH DISTINCT d
WITH collect(CASE WHEN d.id <> $document AND ($type IS NULL OR d.type = $type) THEN split(d.scope, '/')[0] END) AS covered
UNWIND $provinces AS province
WITH covered, province WHERE none(scope IN province.scopes WHERE scope IN covered)
OPTIONAL MATCH (other:Document) WHERE other.in_corpus AND split(other.scope, '/')[0] IN province.scopes
WITH province, count(other) AS documents_of_place
RETURN province.name AS place, documents_of_place
ORDER BY province.id
