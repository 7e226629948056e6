// name: ambiguous
// title: Viện dẫn có thể chỉ nhiều văn bản
// title_en: Citations that may mean several documents
// Each with its candidates and why none was chosen.
// columns: text, candidates, reason, sentence, file, start
// example:
MATCH (m:Mention {status: 'ambiguous'})
RETURN m.text AS text, m.candidates AS candidates, m.reason AS reason, m.sentence AS sentence, m.file AS file, m.start AS start
ORDER BY file, start
