"""Twenty questions of every kind to ask two stores that should hold the same."""

QUESTIONS = (
    "MATCH (d:Document) RETURN properties(d) AS d ORDER BY d.id",
    "MATCH (m:Mention) RETURN properties(m) AS m ORDER BY m.id",
    "MATCH (i:Issuer) RETURN properties(i) AS i ORDER BY i.id",
    "MATCH (p:Place) RETURN properties(p) AS p ORDER BY p.id",
    "MATCH (a:Document)-[r:IMPLEMENTS]->(b:Document) RETURN a.id AS a, b.id AS b, properties(r) AS r ORDER BY a, b, r.stated_by",
    "MATCH (a:Document)-[r:BASED_ON|AMENDS|GUIDES]->(b:Document) RETURN type(r) AS t, count(r) AS n ORDER BY t",
    (
        "MATCH (d:Document) WHERE NOT d.in_corpus OPTIONAL MATCH (d)<-[:NAMES]-(m:Mention)"
        " RETURN d.id AS id, count(m) AS cited ORDER BY cited DESC, id LIMIT 50"
    ),
    "MATCH (m:Mention) RETURN m.status AS status, count(m) AS n ORDER BY status",
    (
        "MATCH (d:Document)-[:ISSUED_BY]->(i:Issuer)-[:OF_PLACE]->(p:Place)"
        " RETURN p.name AS place, i.name AS issuer, count(d) AS n ORDER BY place, issuer"
    ),
    "MATCH (a:Issuer)-[r:SUCCEEDED_BY]->(b:Issuer) RETURN a.id AS a, b.id AS b, r.on AS day ORDER BY a",
    "MATCH (a:Place)-[:SUCCEEDED_BY]->(b:Place) RETURN a.name AS a, b.name AS b ORDER BY a",
    "MATCH (d:Document) WHERE d.folded_title CONTAINS 'chuyen doi so' RETURN d.id AS id ORDER BY id",
    "MATCH (d:Document) WHERE d.date >= '2015-01-01' AND d.date < '2016-01-01' RETURN d.id AS id, d.date AS day ORDER BY day, id",
    "MATCH (d:Document) WHERE d.year IS NULL RETURN d.id AS id ORDER BY id",
    "MATCH (d:Document) RETURN d.scope AS scope, d.level AS level, count(*) AS n ORDER BY scope, level",
    "MATCH (d:Document)<-[:STATED_IN]-(m:Mention) WITH d, count(m) AS n WHERE n > 3 RETURN d.id AS id, n ORDER BY n DESC, id",
    (
        "MATCH (a:Document)-[:BASED_ON|IMPLEMENTS*1..3]->(b:Document) WHERE 'de an 01' IN b.folded_aliases"
        " RETURN DISTINCT a.id AS id ORDER BY id"
    ),
    (
        "MATCH (a:Document)-[:AMENDS|REPLACES]->(b:Document)-[:AMENDS|REPLACES]->(c:Document)"
        " RETURN a.id AS a, b.id AS b, c.id AS c ORDER BY a, b, c"
    ),
    "MATCH (m:Mention) WHERE m.repaired RETURN m.id AS id, m.repair_printed AS printed, m.repair_proof AS proof ORDER BY id",
    "MATCH (m:Mention) WHERE m.candidates IS NOT NULL RETURN m.id AS id, m.candidates AS candidates ORDER BY id",
    (
        "MATCH (a:Document)-[r:REPEALS|REPLACES]->(b:Document) WHERE r.confidence < 0.95"
        " RETURN a.key AS a, b.key AS b, r.evidence AS sentence, r.file AS file, r.start AS start ORDER BY file, start, a, b"
    ),
)
