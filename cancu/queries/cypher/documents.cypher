// name: documents
// title: Liệt kê văn bản theo nơi, loại, cấp, năm, từ khóa
// title_en: Documents by place, type, level, year or words of the title
// Documents of the corpus and those that it cites.
// param text: words = null # words of the title, with or without diacritics
// param place: place = null # of this province or below it; vn: central
// param type: type = null # of this type (KH)
// param level: level = null # of this level
// param year: int[1900..2100] = null # of this year
// columns: document, title, in_corpus
// picture: lineage
// example: "chuyển đổi số"
MATCH (d:Document)
WHERE ($text IS NULL OR d.folded_title CONTAINS $text) AND ($type IS NULL OR d.type = $type)
  AND ($place IS NULL OR d.scope = $place OR d.scope STARTS WITH ($place + '/'))
  AND ($level IS NULL OR d.level = $level) AND ($year IS NULL OR d.year = $year)
WITH d
// what is above, the link index works out
RETURN d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, d.title AS title, d.in_corpus AS in_corpus
ORDER BY d.date, d.id
