// name: most-cited
// title: Văn bản được viện dẫn nhiều nhất
// title_en: Documents that most others cite
// How many documents cite each one, pages of the press apart, with how many mentions, by relation and level if asked.
// param relation: relation = null # only links of this kind
// param level: level = null # only cited documents of this level
// columns: document, citing, mentions, relations
// example: IMPLEMENTS
MATCH (d:Document)<-[r:BASED_ON|IMPLEMENTS|GUIDES|AMENDS|REPLACES|REPEALS|REFERS_TO]-(source:Document)
WHERE ($relation IS NULL OR type(r) = $relation) AND ($level IS NULL OR d.level = $level) AND NOT coalesce(source.paper, '') IN ['press']
WITH d, count(DISTINCT source) AS citing, sum(r.mentions) AS mentions, collect(DISTINCT type(r)) AS kinds
UNWIND kinds AS kind
WITH d, citing, mentions, kind ORDER BY kind
WITH d, citing, mentions, collect(kind) AS relations
// what is above, the link index works out
RETURN {id: d.id, key: d.key, type: d.type, title: d.title, date: d.date, scope: d.scope, level: d.level, in_corpus: d.in_corpus} AS document, citing, mentions, relations
ORDER BY citing DESC, mentions DESC, d.id
