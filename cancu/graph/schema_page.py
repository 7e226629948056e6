"""Generate the schema page for people who write Cypher from the schema declaration."""

from collections.abc import Iterable, Iterator

from cancu.graph.schema import NODES, RELATIONSHIPS, NodeType, Property, RelationshipType

_HEAD = """\
# What the graph holds

The same in Neo4j and in the embedded store. This page is printed by `cancu manual schema`; a test keeps it in step.

- A property whose value is not known is absent, and so is an empty list: ask with `IS NULL`, or `coalesce(d.aliases, [])`.
- Dates are strings, `2023-02-13`: they sort and compare as text. `date(d.date)` makes a date of one.
- Links read source → target: the plan `IMPLEMENTS` the decision. There is one for each text that states it
  (`stated_by`), so count documents with `count(DISTINCT d)`.
- Where the year of a document is not known its id has a dash for it: `thanh-hoa/-/24-kh-ubnd`.
- In Neo4j, `CALL db.index.fulltext.queryNodes('document_text', 'quyet dinh')` finds words in keys, titles and
  aliases, typed with or without diacritics. On both engines `d.folded_title CONTAINS 'quyet dinh'` does.
"""


def schema_page() -> str:
    """Return the page as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield _HEAD
    yield "## Nodes\n"
    for node in NODES:
        yield from _node(node)
    yield "## Relationships\n"
    yield "| type | from → to | meaning |\n|---|---|---|"
    for kind in RELATIONSHIPS:
        ends = ", ".join(f"`{start}` → `{end}`" for start, end in kind.ends)
        yield f"| `{kind.name}` | {ends} | {kind.about} |"
    for title, kinds in _with_properties():
        yield f"\n### {title}\n"
        yield from _properties(kinds.properties, kinds.indexes)


def _node(node: NodeType) -> Iterator[str]:
    yield f"### {node.label}\n\n{node.about}\n"
    yield from _properties(node.properties, node.indexes)
    yield ""


def _with_properties() -> Iterator[tuple[str, RelationshipType]]:
    """Yield relationship types with properties; types with the same properties are grouped."""
    seen: dict[tuple[Property, ...], list[RelationshipType]] = {}
    for kind in RELATIONSHIPS:
        if kind.properties:
            seen.setdefault(kind.properties, []).append(kind)
    for kinds in seen.values():
        yield ", ".join(kind.name for kind in kinds), kinds[0]


def _properties(properties: Iterable[Property], indexes: tuple[str, ...]) -> Iterator[str]:
    yield "| property | type | what it is |\n|---|---|---|"
    for one in properties:
        mark = " (unique)" if one.name == "id" else " (indexed)" if one.name in indexes else ""
        yield f"| `{one.name}` | {one.type} | {one.about}{mark} |"
