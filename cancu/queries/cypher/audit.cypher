// name: audit
// title: Chỗ đồ thị tự mâu thuẫn: điều viện dẫn nói và điều đã biết về văn bản
// title_en: Where the graph contradicts itself: what citations say against what is known of the document
// Kinds: date, year, type, symbol, issuer, place, term, title; time: the document cites what is later than itself. `papers` is how many documents cite it, the most first; `times` how often it is contradicted, with the first place.
// param kind: choice[date|year|type|symbol|issuer|place|term|title|time] = null # only contradictions of this kind
// columns: document, kind, papers, times, reason, text, sentence, file, start
// example:
CALL () {
MATCH (m:Mention)-[:NAMES]->(d:Document) WHERE m.contradicts IS NOT NULL
UNWIND m.contradicts AS kind
WITH d, kind, m WHERE kind <> 'time'
RETURN d, kind, m
UNION ALL
MATCH (m:Mention)-[:STATED_IN]->(d:Document) WHERE m.contradicts IS NOT NULL
UNWIND m.contradicts AS kind
WITH d, kind, m WHERE kind = 'time'
RETURN d, kind, m
}
WITH d, kind, m WHERE $kind IS NULL OR kind = $kind
WITH d, kind, m ORDER BY d.id, kind, m.file, m.start
WITH d, kind, collect({reason: m.reason, text: m.text, sentence: m.sentence, file: m.file, start: m.start}) AS found
OPTIONAL MATCH (d)<-[:NAMES]-(:Mention)-[:STATED_IN]->(t:Document)
WITH d, kind, found, count(DISTINCT t) AS papers
WITH d, kind, papers, size(found) AS times, found[0] AS f
RETURN d {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS document, kind, papers, times, f.reason AS reason, f.text AS text, f.sentence AS sentence, f.file AS file, f.start AS start
ORDER BY papers DESC, d.id, kind
