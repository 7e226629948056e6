// name: unresolved
// title: Viện dẫn chưa xác định được văn bản
// title_en: Citations whose document or year is not settled
// Unresolved ones name no document; open ones name a document whose year no text gives.
// columns: text, status, reason, sentence, file, start
// example:
MATCH (m:Mention)
WHERE m.status IN ['unresolved', 'open']
RETURN m.text AS text, m.status AS status, m.reason AS reason, m.sentence AS sentence, m.file AS file, m.start AS start
ORDER BY file, start
