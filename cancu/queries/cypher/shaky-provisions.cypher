// name: shaky-provisions
// title: Văn bản dựa vào điều, khoản đã được sửa đổi hoặc bãi bỏ sau đó
// title_en: Documents that rest on a part of an act that was changed or ended since
// Each document that cites a part, and each change of that part, or of one inside or around it, which began after the document's own day and up to the day asked about.
// param document: document = null # only what this document cites
// param place: place = null # only documents of this province or below it
// param as_of: date = today # the day that is asked about
// columns: document, act, part, changed, done, since, by, by_part, sentence, file, start
// example:
CALL () {
WITH $document AS one WHERE one IS NOT NULL
MATCH (d:Document {id: one})-[c:CITES_PART]->(p:Provision)
RETURN d, c, p
UNION ALL
WITH $document AS one WHERE one IS NULL
MATCH (p:Provision)<-[c:CITES_PART]-(d:Document)
RETURN d, c, p
}
WITH d, c, p WHERE ($place IS NULL OR d.scope = $place OR d.scope STARTS WITH ($place + '/')) AND NOT c.relation IN ['AMENDS', 'REPLACES', 'REPEALS']
MATCH (q:Provision)<-[r:CHANGES_PART]-(by:Document)
WHERE q.document = p.document AND by.id <> d.id AND (q.path = p.path OR q.path STARTS WITH (p.path + '/') OR p.path STARTS WITH (q.path + '/'))
WITH d, c, p, q, r, by, coalesce(r.since, by.in_force, by.date) AS since
WHERE since > d.date AND since <= $as_of
MATCH (act:Document {id: p.document})
WITH d, act, p, q, r.done AS done, since, by, coalesce(r.by_part, '') AS at, c ORDER BY d.id, act.id, p.path, q.path, done, since, by.id, at, c.relation, c.stated_by, c.start
WITH d, act, p, q, done, since, by, at, collect(c)[0] AS c
MATCH (m:Mention {id: c.mention})
RETURN d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, act {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS act, p.name AS part, q.name AS changed, done, since, by {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS by, CASE WHEN at <> '' THEN at END AS by_part, m.sentence AS sentence, m.file AS file, c.start AS start
ORDER BY d.date, d.id, act.id, p.path, q.path, since, by.id, by_part, done
