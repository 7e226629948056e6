// name: top
// title: Những văn bản được nhiều nơi thực hiện nhất
// title_en: The directives that most documents carry out
// Direct links only; `documents` carry it out wholly, `in_part` only a part, `provinces` counts the provinces of the former (of their day); drafts are left out.
// param type: type = null # only directives of this type (QĐ)
// param level: level = null # only directives of this level
// param place: place = null # only directives of this province, or vn
// param year: int[1900..2100] = null # only directives of this year
// columns: document, documents, in_part, provinces
// picture: lineage
// example: QĐ
MATCH (directive:Document)<-[r:IMPLEMENTS|BASED_ON|GUIDES|REFERS_TO]-(d:Document)
WHERE r.carries IS NOT NULL AND NOT coalesce(d.paper, '') IN ['draft', 'press', 'form', 'consolidated'] AND d.id <> directive.id
  AND ($type IS NULL OR directive.type = $type) AND ($level IS NULL OR directive.level = $level)
  AND ($place IS NULL OR directive.scope = $place) AND ($year IS NULL OR directive.year = $year)
WITH directive, d, min(CASE WHEN r.partly THEN 1 ELSE 0 END) AS part
WITH directive, sum(1 - part) AS documents, sum(part) AS in_part, count(DISTINCT CASE WHEN part = 0 AND d.scope <> 'vn' AND d.scope <> '-' THEN split(d.scope, '/')[0] END) AS provinces
// what is above, the link index works out
RETURN directive {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, documents, in_part, provinces
ORDER BY documents DESC, in_part DESC, directive.id
