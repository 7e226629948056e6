"""The statements that create the schema and write rows, generated from the declaration; pure text."""

from collections.abc import Iterator

from cancu.graph.schema import LINKS, NODES, OF_PARTS, SUCCEEDED_BY, NodeType, RelationshipType
from cancu.models import CHANGES, Document

_DELETE_ALL = "WITH collect(n) AS found UNWIND found AS n DETACH DELETE n"
"""All are found before the first is deleted: an engine may lose its place in what it deletes from."""


def seek(name: str, label: str, value: str) -> str:
    """The pattern of the node of a label that has `value` as its id.

    It must be sought in the index: a server that has not counted the entries yet (it does so behind a load) takes the
    index for empty, and then may read all of it for each row.
    """
    return f"MATCH ({name}:{label} {{id: {value}}}) USING INDEX SEEK {name}:{label}(id)"


EACH = f"UNWIND $ids AS id {seek('d', 'Document', 'id')} WITH d"
"""The documents `$ids`, found by their key before anything else: no engine may start from the other end."""


def stated_by(link: RelationshipType, name: str) -> str:
    """The pattern of the links of a type that the documents `$ids` state, sought in the index like nodes."""
    found = f"MATCH ()-[{name}:{link.name}]->() USING INDEX SEEK {name}:{link.name}(stated_by)"
    return f"{found} WHERE {name}.stated_by IN $ids"


def constraints() -> tuple[str, ...]:
    """One uniqueness constraint for the key of each node type."""
    return tuple(
        f"CREATE CONSTRAINT {node.label.lower()}_id IF NOT EXISTS FOR (n:{node.label}) REQUIRE n.id IS UNIQUE"
        for node in NODES
    )


def indexes() -> tuple[str, ...]:
    """The look-up indexes of nodes and relationships."""
    return tuple(_indexes())


def _indexes() -> Iterator[str]:
    for node in NODES:
        for name in node.indexes:
            yield (f"CREATE INDEX {node.label.lower()}_{name} IF NOT EXISTS FOR (n:{node.label}) ON (n.{name})")
    for link in (*LINKS, *OF_PARTS):
        for name in link.indexes:
            yield (f"CREATE INDEX {link.name.lower()}_{name} IF NOT EXISTS FOR ()-[r:{link.name}]-() ON (r.{name})")


def full_text_indexes() -> tuple[str, ...]:
    """Neo4j's full-text indexes, with an analyzer that ignores diacritics on both sides."""
    return tuple(
        f"CREATE FULLTEXT INDEX {node.label.lower()}_text IF NOT EXISTS FOR (n:{node.label})"
        f" ON EACH [{', '.join(f'n.{name}' for name in node.full_text)}]"
        " OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-folding'}}"
        for node in NODES
        if node.full_text
    )


def merge_nodes(node: NodeType) -> str:
    """Create or complete nodes; what a row leaves out stays as it was."""
    return f"UNWIND $rows AS row MERGE (n:{node.label} {{id: row.id}}) SET n += row RETURN count(n) AS written"


def merge_cited() -> str:
    """Create or complete documents that are only cited, their states `$unknown`; one of the corpus is left as it is.

    Each is locked before it is looked at: another load may be about to make it one of the corpus.
    """
    return (
        "UNWIND $rows AS row MERGE (n:Document {id: row.id})"
        " ON CREATE SET n.in_corpus = false ON MATCH SET n.locked = true REMOVE n.locked"
        " SET n += CASE WHEN n.in_corpus THEN {} ELSE row END SET n += CASE WHEN n.in_corpus THEN {} ELSE $unknown END"
        " RETURN count(n) AS written"
    )


def replace_documents() -> str:
    """Write documents of the corpus: their rows replace all that was there; their states are `$unknown`."""
    return (
        "UNWIND $rows AS row MERGE (n:Document {id: row.id}) SET n = row SET n += $unknown RETURN count(n) AS written"
    )


def create_between(relationship: RelationshipType) -> str:
    """Relate pairs of nodes, each by a new relationship; of what is changed by it the states are `$unknown`."""
    ((start, end),) = relationship.ends
    doubt = " SET b += $unknown" if relationship.name in CHANGES else ""
    return (
        f"UNWIND $rows AS row {seek('a', start, 'row.source')} {seek('b', end, 'row.target')}"
        f" CREATE (a)-[r:{relationship.name}]->(b) SET r = row.properties{doubt} RETURN count(r) AS written"
    )


def create_mentions() -> str:
    """Write mentions into the documents that state them."""
    return (
        f"UNWIND $rows AS row {seek('d', 'Document', 'row.stated_in')}"
        " CREATE (m:Mention) SET m = row.properties CREATE (m)-[:STATED_IN]->(d) RETURN count(m) AS written"
    )


def merge_provisions() -> str:
    """Bring parts of documents into being, each related to its document."""
    return (
        f"UNWIND $rows AS row {seek('d', 'Document', 'row.document')} MERGE (p:Provision {{id: row.id}}) SET p += row"
        " MERGE (p)-[:PART_OF]->(d) RETURN count(p) AS written"
    )


def sweep_provisions() -> str:
    """Remove the parts that nothing cites or changes any more."""
    types = "|".join(kind.name for kind in OF_PARTS)
    return f"MATCH (n:Provision) WHERE NOT (n)<-[:{types}]-(:Document) {_DELETE_ALL}"


def relate_issuers() -> tuple[str, ...]:
    """Relate all issuers and places to their places and successors, as their properties say."""
    return (
        "MATCH (a:Issuer) MATCH (b:Place {id: a.place}) MERGE (a)-[:OF_PLACE]->(b)",
        *(
            f"MATCH (a:{label}) MATCH (b:{label} {{id: a.successor}})"
            " MERGE (a)-[r:SUCCEEDED_BY]->(b) SET r.on = b.valid_from"
            for label, _ in SUCCEEDED_BY.ends
        ),
    )


def lock_documents() -> str:
    """Keep others from documents `$ids` until the transaction ends.

    The property that locks is gone when the document's row replaces all properties.
    """
    return f"{EACH} SET d.loading = true RETURN count(d) AS locked"


def loaded_documents() -> str:
    """Those of the documents `$ids` that have something to forget.

    It is asked once they are locked: within one statement an engine may read what it tests before it waits for the lock.
    """
    return f"{EACH} WHERE d.in_corpus OR (d)-[:ISSUED_BY]->(:Issuer) RETURN d.id AS id"


_CHANGES = "|".join(relation.value for relation in CHANGES)


_DOUBT = "WITH DISTINCT t ORDER BY t.id SET t += $unknown"


def doubt_changed() -> str:
    """Make `$unknown` the states of what the documents `$ids` change: they hang on the days of these."""
    return f"{EACH} MATCH (d)-[:{_CHANGES}]->(t:Document) {_DOUBT}"


def doubt_stated() -> tuple[str, ...]:
    """Make `$unknown` the states that hang on the links that the documents `$ids` state."""
    kinds = [link for link in LINKS if link.name in CHANGES]
    return tuple(f"{stated_by(link, 'r')} WITH endNode(r) AS t {_DOUBT}" for link in kinds)


def in_doubt() -> str:
    """The documents whose states are not worked out."""
    return "MATCH (d:Document) WHERE d.loading = true RETURN d.id AS id"


def loading_index() -> str:
    """The index by which a server finds these; in a folder, where one process writes, all documents are looked at."""
    return "CREATE INDEX document_loading IF NOT EXISTS FOR (n:Document) ON (n.loading)"


def changes() -> str:
    """What was done to the documents `$ids`: the link and the act that did it."""
    return (
        f"{EACH} MATCH (d)<-[r:{_CHANGES}]-(by:Document) RETURN d.id AS id, type(r) AS relation, properties(r) AS link,"
        " by {.id, .key, .type, .year, .date, .title, .level, .scope, .in_force} AS by"
    )


def part_changes() -> str:
    """What was done to parts of the documents `$ids`, the act that did it, and since when, as far as that is known."""
    return (
        f"{EACH} MATCH (p:Provision {{document: d.id}})<-[r:CHANGES_PART]-(by:Document) MATCH (m:Mention {{id: r.mention}})"
        " RETURN d.id AS id, coalesce(p.path, '') AS path, properties(r) AS row, m.file AS file,"
        " m.change_wordings[r.wording_at] AS wording, m.change_sentences[r.sentence_at] AS sentence,"
        " by {.id, .key, .type, .year, .date, .title, .scope, .in_force} AS by"
    )


def properties_of() -> str:
    """All that the documents `$ids` hold."""
    return f"{EACH} RETURN properties(d) AS properties"


_OF_STATES = ("id", "type", "year", "date", "level", "in_force", "ended", "period_to", "replaced_by", "days")


def days_of() -> str:
    """What the states of the documents `$ids` are worked out from, as far as the documents themselves tell it."""
    return f"{EACH} RETURN d {{{', '.join(f'.{name}' for name in _OF_STATES)}}} AS properties"


def set_states() -> str:
    """Write the states of documents that are locked, and let go of them."""
    return f"UNWIND $rows AS row {seek('d', 'Document', 'row.id')} SET d += row REMOVE d.loading RETURN count(d) AS written"


def forget_statements() -> tuple[str, ...]:
    """Remove the mentions and links that the documents `$ids` had stated."""
    return (
        f"{EACH} MATCH (d)<-[:STATED_IN]-(n:Mention) {_DELETE_ALL}",
        *(f"{stated_by(link, 'n')} {_DELETE_ALL}" for link in (*LINKS, *OF_PARTS)),
    )


def forget_issuers() -> str:
    """Remove what says who issued the documents `$ids`."""
    return f"{EACH} MATCH (d)-[n:ISSUED_BY]->(:Issuer) {_DELETE_ALL}"


def forget_documents(*, bare: bool = False) -> tuple[str, ...]:
    """Make documents `$ids` of the corpus ones that are only cited; `bare` ones keep nothing that their text said."""
    told = ["path", "sha256", "rows_sha256"]
    if bare:
        told = [*(name for name in Document.model_fields if name not in _IDENTITY), *_DERIVED]
    return (
        *forget_statements(),
        f"{EACH} SET d.in_corpus = false REMOVE {', '.join(f'd.{name}' for name in told)} SET d += $unknown",
    )


_IDENTITY = frozenset(("id", "key", "type", "number", "symbol", "year", "scope", "level", "in_corpus"))
"""What a document keeps without its text: what its id says."""
_DERIVED = ("folded_title", "folded_aliases", "rows_sha256")


def sweep() -> str:
    """Remove those of the documents `$ids` (null: of all) that are only cited, and that nothing cites."""
    types = "|".join(link.name for link in LINKS)
    return (
        "MATCH (n:Document) WHERE ($ids IS NULL OR n.id IN $ids)"
        " AND NOT n.in_corpus AND NOT (n)<-[:NAMES]-(:Mention)"
        f" AND NOT (n)-[:{types}]-(:Document) {_DELETE_ALL}"
    )
