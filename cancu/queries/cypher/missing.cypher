// name: missing
// title: Văn bản được viện dẫn nhưng chưa có trong kho
// title_en: Cited but not in the corpus, most cited first
// What to look for next: documents that the corpus names without holding their text. `citing` counts the texts, pages of the press apart.
// param place: place = null # only documents of this province or vn
// param type: type = null # only documents of this type (QĐ, NQ, L)
// columns: document, citing, mentions, relations
// example:
MATCH (d:Document)<-[r:BASED_ON|IMPLEMENTS|GUIDES|AMENDS|REPLACES|REPEALS|REFERS_TO]-(:Document)
WHERE d.in_corpus = false AND ($place IS NULL OR d.scope = $place) AND ($type IS NULL OR d.type = $type)
MATCH (text:Document {id: r.stated_by}) WHERE NOT coalesce(text.paper, '') IN ['press']
WITH d, count(DISTINCT r.stated_by) AS citing, sum(r.mentions) AS mentions, collect(DISTINCT type(r)) AS kinds
UNWIND kinds AS kind
WITH d, citing, mentions, kind ORDER BY kind
WITH d, citing, mentions, collect(kind) AS relations
// what is above, the link index works out
RETURN {id: d.id, key: d.key, type: d.type, title: d.title, date: d.date, scope: d.scope, level: d.level, in_corpus: d.in_corpus} AS document, citing, mentions, relations
ORDER BY citing DESC, mentions DESC, d.id
