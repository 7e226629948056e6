// name: provision
// title: Điều, khoản, điểm này quy định gì tại một ngày
// title_en: The words of a part of an act on a day, or what is missing to prove them
// The words are those of the act's own text, or the last new wording of this part or of one that holds it, where nothing known to have happened since then changes them; `words_of` is the part whose words they are; `done` and `by` tell the last change up to the day, of the part or of one inside or around it. Otherwise `missing` says what no text at hand proves: `text of the act`, `part in the text`, or `new wording`.
// param document: document # the act
// param part: part # the part, as "khoản 2 Điều 5" or dieu-5/khoan-2; in a regulation issued with the act kem-theo/dieu-5
// param as_of: date = today # the day
// columns: document, part, words_of, words, done, since, by, by_part, missing, file, start
// example: "1218/QĐ-UBND" kem-theo/dieu-5/khoan-3
MATCH (d:Document {id: $document})
OPTIONAL MATCH (p:Provision {document: $document})<-[r:CHANGES_PART]-(by:Document)
WHERE (p.path = $part OR p.path STARTS WITH ($part + '/') OR $part STARTS WITH (p.path + '/')) AND coalesce(r.since, by.in_force, by.date, '0001-01-01') <= $as_of
WITH d, p, r, by, coalesce(r.since, by.in_force, by.date, '0001-01-01') AS since
ORDER BY since, p.path = $part, by.id, r.by_part, r.wording_at IS NOT NULL, r.done, r.stated_by, r.start
WITH d, [x IN collect({path: p.path, r: r, by: by, since: since}) WHERE x.path IS NOT NULL] AS changes
WITH d, CASE WHEN size(changes) > 0 THEN changes[size(changes) - 1] END AS last, [i IN range(0, size(coalesce(d.part_path, [])) - 1) WHERE d.part_path[i] = $part][0] AS i
WITH d, i, last.path AS path, last.r AS r, last.by AS by, last.since AS since
OPTIONAL MATCH (m:Mention {id: coalesce(r.mention, '')})
WITH d, i, r, m, by, since, CASE WHEN r IS NULL THEN $part WHEN path = $part OR $part STARTS WITH (path + '/') THEN path END AS of, CASE WHEN r IS NULL THEN d.part_words[i] WHEN (path = $part OR $part STARTS WITH (path + '/')) AND r.done IN ['amends', 'adds', 'replaces'] THEN m.change_wordings[r.wording_at] END AS words, r IS NOT NULL AND r.done = 'repeals' AND (path = $part OR $part STARTS WITH (path + '/')) AS gone
RETURN d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, $part AS part, CASE WHEN words IS NOT NULL THEN of END AS words_of, words, r.done AS done, CASE WHEN since > '0001-01-01' THEN since END AS since, by {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS by, r.by_part AS by_part, CASE WHEN words IS NOT NULL OR gone THEN NULL WHEN r IS NOT NULL THEN 'new wording' WHEN d.in_corpus THEN 'part in the text' ELSE 'text of the act' END AS missing, CASE WHEN r IS NOT NULL THEN m.file WHEN words IS NOT NULL THEN d.path END AS file, CASE WHEN r IS NOT NULL THEN r.start WHEN words IS NOT NULL THEN toInteger(d.part_start[i]) END AS start
