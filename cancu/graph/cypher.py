"""Generate the statements that create the schema and write rows, from the schema declaration; text only."""

from collections.abc import Iterator

from cancu.graph.schema import LINKS, NODES, OF_PARTS, SUCCEEDED_BY, NodeType, RelationshipType
from cancu.models import CHANGES, Document

_DELETE_ALL = "WITH collect(n) AS found UNWIND found AS n DETACH DELETE n"
"""Finds everything before the first deletion, because an engine may lose its position in what it deletes from."""


def seek(name: str, label: str, value: str) -> str:
    """Return the pattern of the node with a label whose id is `value`.

    It forces an index seek: a server that has not counted the entries yet (it does so some time after a load) takes the
    index for empty, and may then scan it for each row.
    """
    return f"MATCH ({name}:{label} {{id: {value}}}) USING INDEX SEEK {name}:{label}(id)"


EACH = f"UNWIND $ids AS id {seek('d', 'Document', 'id')} WITH d"
"""The documents `$ids`, sought by key first, so that no engine starts from the other end."""


def stated_by(link: RelationshipType, name: str) -> str:
    """Return the pattern of the links of a type stated by the documents `$ids`, with an index seek as for nodes."""
    found = f"MATCH ()-[{name}:{link.name}]->() USING INDEX SEEK {name}:{link.name}(stated_by)"
    return f"{found} WHERE {name}.stated_by IN $ids"


def constraints() -> tuple[str, ...]:
    """Return one uniqueness constraint for the key of each node type."""
    return tuple(
        f"CREATE CONSTRAINT {node.label.lower()}_id IF NOT EXISTS FOR (n:{node.label}) REQUIRE n.id IS UNIQUE"
        for node in NODES
    )


def indexes() -> tuple[str, ...]:
    """Return the look-up indexes of nodes and relationships."""
    return tuple(_indexes())


def _indexes() -> Iterator[str]:
    for node in NODES:
        for name in node.indexes:
            yield (f"CREATE INDEX {node.label.lower()}_{name} IF NOT EXISTS FOR (n:{node.label}) ON (n.{name})")
    for link in (*LINKS, *OF_PARTS):
        for name in link.indexes:
            yield (f"CREATE INDEX {link.name.lower()}_{name} IF NOT EXISTS FOR ()-[r:{link.name}]-() ON (r.{name})")


def full_text_indexes() -> tuple[str, ...]:
    """Return Neo4j's full-text indexes, with an analyzer that ignores diacritics in texts and queries."""
    return tuple(
        f"CREATE FULLTEXT INDEX {node.label.lower()}_text IF NOT EXISTS FOR (n:{node.label})"
        f" ON EACH [{', '.join(f'n.{name}' for name in node.full_text)}]"
        " OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-folding'}}"
        for node in NODES
        if node.full_text
    )


def merge_nodes(node: NodeType) -> str:
    """Create or update nodes; properties that a row omits stay unchanged."""
    return f"UNWIND $rows AS row MERGE (n:{node.label} {{id: row.id}}) SET n += row RETURN count(n) AS written"


def merge_cited() -> str:
    """Create or update documents that are only cited, with their states `$unknown`; documents of the corpus are not changed.

    Each document is locked before it is examined, because another load may be adding it to the corpus.
    """
    return (
        "UNWIND $rows AS row MERGE (n:Document {id: row.id})"
        " ON CREATE SET n.in_corpus = false ON MATCH SET n.locked = true REMOVE n.locked"
        " SET n += CASE WHEN n.in_corpus THEN {} ELSE row END SET n += CASE WHEN n.in_corpus THEN {} ELSE $unknown END"
        " RETURN count(n) AS written"
    )


def replace_documents() -> str:
    """Write documents of the corpus; their rows replace all previous properties, and their states are `$unknown`."""
    return (
        "UNWIND $rows AS row MERGE (n:Document {id: row.id}) SET n = row SET n += $unknown RETURN count(n) AS written"
    )


def create_between(relationship: RelationshipType) -> str:
    """Create a relationship between each pair of nodes; the states of what it changes become `$unknown`."""
    ((start, end),) = relationship.ends
    doubt = " SET b += $unknown" if relationship.name in CHANGES else ""
    return (
        f"UNWIND $rows AS row {seek('a', start, 'row.source')} {seek('b', end, 'row.target')}"
        f" CREATE (a)-[r:{relationship.name}]->(b) SET r = row.properties{doubt} RETURN count(r) AS written"
    )


def create_mentions() -> str:
    """Write mentions for the documents that state them."""
    return (
        f"UNWIND $rows AS row {seek('d', 'Document', 'row.stated_in')}"
        " CREATE (m:Mention) SET m = row.properties CREATE (m)-[:STATED_IN]->(d) RETURN count(m) AS written"
    )


def merge_provisions() -> str:
    """Create parts of documents, each related to its document."""
    return (
        f"UNWIND $rows AS row {seek('d', 'Document', 'row.document')} MERGE (p:Provision {{id: row.id}}) SET p += row"
        " MERGE (p)-[:PART_OF]->(d) RETURN count(p) AS written"
    )


def sweep_provisions() -> str:
    """Delete the parts that nothing cites or changes any more."""
    types = "|".join(kind.name for kind in OF_PARTS)
    return f"MATCH (n:Provision) WHERE NOT (n)<-[:{types}]-(:Document) {_DELETE_ALL}"


def relate_issuers() -> tuple[str, ...]:
    """Relate all issuers and places to their places and successors, as given by their properties."""
    return (
        "MATCH (a:Issuer) MATCH (b:Place {id: a.place}) MERGE (a)-[:OF_PLACE]->(b)",
        *(
            f"MATCH (a:{label}) MATCH (b:{label} {{id: a.successor}})"
            " MERGE (a)-[r:SUCCEEDED_BY]->(b) SET r.on = b.valid_from"
            for label, _ in SUCCEEDED_BY.ends
        ),
    )


def lock_documents() -> str:
    """Lock the documents `$ids` until the transaction ends.

    The property used for locking disappears when the document's row replaces all properties.
    """
    return f"{EACH} SET d.loading = true RETURN count(d) AS locked"


def loaded_documents() -> str:
    """Return those of the documents `$ids` that have something to delete.

    It is a separate query after locking, because within one statement an engine may read before it waits for the lock.
    """
    return f"{EACH} WHERE d.in_corpus OR (d)-[:ISSUED_BY]->(:Issuer) RETURN d.id AS id"


_CHANGES = "|".join(relation.value for relation in CHANGES)


_DOUBT = "WITH DISTINCT t ORDER BY t.id SET t += $unknown"


def doubt_changed() -> str:
    """Set to `$unknown` the states of what the documents `$ids` change: they depend on the days of these."""
    return f"{EACH} MATCH (d)-[:{_CHANGES}]->(t:Document) {_DOUBT}"


def doubt_stated() -> tuple[str, ...]:
    """Set to `$unknown` the states that depend on the links that the documents `$ids` state."""
    kinds = [link for link in LINKS if link.name in CHANGES]
    return tuple(f"{stated_by(link, 'r')} WITH endNode(r) AS t {_DOUBT}" for link in kinds)


def in_doubt() -> str:
    """Return the documents whose states have not been worked out."""
    return "MATCH (d:Document) WHERE d.loading = true RETURN d.id AS id"


def loading_index() -> str:
    """Create the index by which a server finds these; in a folder, where one process writes, all documents are scanned."""
    return "CREATE INDEX document_loading IF NOT EXISTS FOR (n:Document) ON (n.loading)"


def changes() -> str:
    """Return the changes to the documents `$ids`: each link with the acting document."""
    return (
        f"{EACH} MATCH (d)<-[r:{_CHANGES}]-(by:Document) RETURN d.id AS id, type(r) AS relation, properties(r) AS link,"
        " by {.id, .key, .type, .year, .date, .title, .level, .scope, .in_force} AS by"
    )


def part_changes() -> str:
    """Return the changes to parts of the documents `$ids`, with the acting document and the first day, if known."""
    return (
        f"{EACH} MATCH (p:Provision {{document: d.id}})<-[r:CHANGES_PART]-(by:Document) MATCH (m:Mention {{id: r.mention}})"
        " RETURN d.id AS id, coalesce(p.path, '') AS path, properties(r) AS row, m.file AS file,"
        " m.change_wordings[r.wording_at] AS wording, m.change_sentences[r.sentence_at] AS sentence,"
        " by {.id, .key, .type, .year, .date, .title, .scope, .in_force} AS by"
    )


def properties_of() -> str:
    """Return all properties of the documents `$ids`."""
    return f"{EACH} RETURN properties(d) AS properties"


_OF_STATES = ("id", "type", "year", "date", "level", "in_force", "ended", "period_to", "replaced_by", "days")


def days_of() -> str:
    """Return the properties of the documents `$ids` from which their states are computed."""
    return f"{EACH} RETURN d {{{', '.join(f'.{name}' for name in _OF_STATES)}}} AS properties"


def set_states() -> str:
    """Write the states of locked documents and release the locks."""
    return f"UNWIND $rows AS row {seek('d', 'Document', 'row.id')} SET d += row REMOVE d.loading RETURN count(d) AS written"


def forget_statements() -> tuple[str, ...]:
    """Delete the mentions and links stated by the documents `$ids`."""
    return (
        f"{EACH} MATCH (d)<-[:STATED_IN]-(n:Mention) {_DELETE_ALL}",
        *(f"{stated_by(link, 'n')} {_DELETE_ALL}" for link in (*LINKS, *OF_PARTS)),
    )


def forget_issuers() -> str:
    """Delete the issuer relationships of the documents `$ids`."""
    return f"{EACH} MATCH (d)-[n:ISSUED_BY]->(:Issuer) {_DELETE_ALL}"


def forget_documents(*, bare: bool = False) -> tuple[str, ...]:
    """Turn the documents `$ids` of the corpus into documents that are only cited; `bare` ones keep nothing from their text."""
    told = ["path", "sha256", "rows_sha256"]
    if bare:
        told = [*(name for name in Document.model_fields if name not in _IDENTITY), *_DERIVED]
    return (
        *forget_statements(),
        f"{EACH} SET d.in_corpus = false REMOVE {', '.join(f'd.{name}' for name in told)} SET d += $unknown",
    )


_IDENTITY = frozenset(("id", "key", "type", "number", "symbol", "year", "scope", "level", "in_corpus"))
"""The properties that a document keeps without its text: those contained in its id."""
_DERIVED = ("folded_title", "folded_aliases", "rows_sha256")


def sweep() -> str:
    """Delete those of the documents `$ids` (null: of all) that are only cited and that nothing cites."""
    types = "|".join(link.name for link in LINKS)
    return (
        "MATCH (n:Document) WHERE ($ids IS NULL OR n.id IN $ids)"
        " AND NOT n.in_corpus AND NOT (n)<-[:NAMES]-(:Mention)"
        f" AND NOT (n)-[:{types}]-(:Document) {_DELETE_ALL}"
    )
