// name: cites-provision
// title: Những văn bản nào viện dẫn điều, khoản, điểm này
// title_en: Which documents cite an article, clause or point of an act
// Every citation of a part, with the sentence. `which` is `itself` where just this part is cited, `inside` for a part of it, `around` for a part that holds it.
// param document: document # the act
// param part: part = null # the part, as "khoản 2 Điều 5" or dieu-5/khoan-2; in a regulation issued with the act kem-theo/dieu-5; without it all parts
// param place: place = null # only documents of this province or below it
// columns: document, part, which, relation, sentence, file, start
// example: "59/2022/NĐ-CP" "khoản 1 Điều 11"
MATCH (p:Provision {document: $document})<-[r:CITES_PART]-(d:Document)
WHERE ($part IS NULL OR p.path = $part OR p.path STARTS WITH ($part + '/') OR $part STARTS WITH (p.path + '/'))
  AND ($place IS NULL OR d.scope = $place OR d.scope STARTS WITH ($place + '/'))
MATCH (m:Mention {id: r.mention})
RETURN d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, p.name AS part, CASE WHEN $part IS NULL OR p.path = $part THEN 'itself' WHEN p.path STARTS WITH ($part + '/') THEN 'inside' ELSE 'around' END AS which, r.relation AS relation, m.sentence AS sentence, m.file AS file, r.start AS start
ORDER BY p.path, relation, d.date, d.id, r.stated_by, start
