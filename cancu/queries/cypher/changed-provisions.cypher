// name: changed-provisions
// title: Điều, khoản, điểm nào của văn bản đã được sửa đổi, bổ sung, bãi bỏ
// title_en: Which parts of an act were changed, how, by what, since when
// What amending acts do to parts, and what notes of consolidated texts tell of it; where several texts tell of one change, the one with the new wording proves it. `since` is the day that the acting text gives to the part that makes the change, else the first day of force of the act, else its day of issue; a change of an unknown day is always listed.
// param document: document # the act
// param part: part = null # only this part, and what is inside or around it
// param as_of: date = today # the changes up to this day
// columns: part, done, by, by_part, since, old, wording, sentence, file, start
// example: "1218/QĐ-UBND"
MATCH (p:Provision {document: $document})<-[r:CHANGES_PART]-(by:Document)
WHERE $part IS NULL OR p.path = $part OR p.path STARTS WITH ($part + '/') OR $part STARTS WITH (p.path + '/')
WITH p, by, r, coalesce(r.since, by.in_force, by.date) AS since
WHERE since IS NULL OR since <= $as_of
WITH p, by, r, since ORDER BY p.path, by.id, r.wording_at IS NULL, r.stated_by <> by.id, r.stated_by, r.start
WITH p, by, r.done AS done, coalesce(r.by_part, '') AS at, coalesce(r.old, '') AS old, collect({r: r, since: since})[0] AS f
WITH p, by, done, at, old, f.r AS r, f.since AS since
MATCH (m:Mention {id: r.mention})
RETURN p.name AS part, done, by {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS by, CASE WHEN at <> '' THEN at END AS by_part, since, CASE WHEN old <> '' THEN old END AS old, m.change_wordings[r.wording_at] AS wording, m.change_sentences[r.sentence_at] AS sentence, m.file AS file, r.start AS start
ORDER BY p.path, since, by.id, by_part, done, old
