// name: card
// title: Thẻ văn bản: mọi điều đã biết
// title_en: All that is known of one document
// A row for each field that is known, then its counts.
// param document: document # the document
// param as_of: date = today # the day of its state
// columns: field, value
// example: "Đề án 06"
MATCH (d:Document {id: $document})
OPTIONAL MATCH (d)-[out:BASED_ON|IMPLEMENTS|GUIDES|AMENDS|REPLACES|REPEALS|REFERS_TO]->(:Document)
WITH d, count(out) AS cites
OPTIONAL MATCH (d)<-[in:BASED_ON|IMPLEMENTS|GUIDES|AMENDS|REPLACES|REPEALS|REFERS_TO]-(source:Document)
WITH d, cites, count(DISTINCT source) AS cited_by
// what is above, the link index works out
WITH d, cites, cited_by, COUNT { (d)<-[:NAMES]-() } AS mentions, size([x IN d.state_from WHERE x <= $as_of]) - 1 AS i
UNWIND [['id', d.id], ['key', d.key], ['type', d.type], ['title', d.title], ['date', d.date], ['issuer', d.issuer],
        ['level', d.level], ['scope', d.scope], ['signer', d.signer], ['aliases', d.aliases], ['status', d.state[i]],
        ['since', CASE WHEN d.state_from[i] > '0001-01-01' THEN d.state_from[i] END], ['by', CASE WHEN d.state_by[i] <> '-' THEN d.state_by[i] END],
        ['in_force', d.in_force], ['ended', d.ended], ['period_from', d.period_from], ['period_to', d.period_to], ['replaced_by', d.replaced_by], ['in_corpus', d.in_corpus], ['path', d.path],
        ['links to others', cites], ['cited by', cited_by], ['mentions', mentions]] AS pair
WITH pair WHERE pair[1] IS NOT NULL
RETURN pair[0] AS field, pair[1] AS value
