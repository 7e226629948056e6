"""Generate the pages of the manual from the code: commands, stored queries, schema."""

from collections.abc import Mapping

from cancu.ask.answers import examples
from cancu.graph.schema import NODES, RELATIONSHIPS
from cancu.models import Relation
from cancu.queries import StoredQuery, catalogue

SCHEMA_COLUMNS = ("name", "ends", "property", "type", "about")
_GROUPS = (
    ("Lineage", ("legal-basis", "implementers", "tree", "path", "common-bases", "family", "cites", "cited-by", "evidence")),
    ("Coverage", ("coverage", "gaps", "by-level", "response-days")),
    ("Impact", ("impact", "if-replaced", "dead-bases", "shaky-bases", "basis-status")),
    ("Quality", ("audit", "missing", "ambiguous", "unresolved", "misprints", "conflicts", "cycles", "no-basis", "duplicates")),
    ("Overview", ("card", "documents", "most-cited", "activity", "timeline", "co-cited")),
)  # fmt: skip


def schema_rows() -> list[tuple[str, ...]]:
    """Return the labels and relationship types of the graph with their properties."""
    rows: list[tuple[str, ...]] = [(n.label, "", p.name, p.type, p.about) for n in NODES for p in n.properties]
    for kind in RELATIONSHIPS:
        ends = ", ".join(f"({a})→({b})" for a, b in kind.ends)
        rows.append((kind.name, ends, "", "", kind.about))
        rows += [(kind.name, "", p.name, p.type, p.about) for p in kind.properties]
    return rows


def groups() -> list[tuple[str, list[StoredQuery]]]:
    """Return the stored queries by subject; queries without a group come last."""
    queries = dict(catalogue())
    found = [(title, [queries.pop(name) for name in names]) for title, names in _GROUPS]
    return [*found, ("Other", list(queries.values()))] if queries else found


def queries_page() -> str:
    """Return the content of docs/queries.md."""
    lines = [
        "# Stored queries",
        "",
        f"{len(catalogue())} questions, each one `.cypher` file in `cancu/queries/cypher/` that runs unchanged on the",
        "embedded store, on Neo4j and in Neo4j Browser (set the parameters with `:param`).",
        "This page is printed by `cancu manual queries`; a test keeps it in step with the files.",
        "",
        'Documents are given by number (`06/QĐ-TTg`), id (`vn/2022/06-qd-ttg`), alias (`"Đề án 06"`) or words of the',
        f"title; relations are {', '.join(f'`{r.value}`' for r in Relation)}.",
        "",
    ]
    for title, queries in groups():
        lines += [f"## {title}", ""]
        for query in queries:
            lines += _query_section(query)
    lines += [*_SELECTORS, "## Questions", "", *_QUESTIONS, *(f"- {question}" for question in examples())]
    return "\n".join(lines).rstrip() + "\n"


_SELECTORS = (
    "## Selectors",
    "",
    "`query --select`, `draw` and `export` take one way to say which documents:",
    "",
    "| write | for |",
    "| --- | --- |",
    '| `06/QĐ-TTg`, `"Đề án 06"`, `24/KH-UBND thanh-hoa` | one document; several are separated by commas |',
    "| `+X`, `2+X` | X and what it rests on, up to six steps or up to two |",
    "| `X+`, `X+3` | X and what rests on it |",
    "| `place:thanh-hoa` | issued in this province or below it |",
    "| `level:province`, `type:KH`, `year:2023`, `year:2023..2025` | of this level, type, year |",
    "| `relation:IMPLEMENTS`, `relation:IMPLEMENTS\\|GUIDES` | along these links only (without it: all but `REFERS_TO`) |",
    "| `as-of:2024-05-01` | as it stood on that day: later documents, and links that they state, are left out |",
    "",
    "Filters hold for all documents but the ones that are named; without a named document they hold for the whole graph.",
    "",
)
_QUESTIONS = (
    "`cancu ask` reads a question in Vietnamese, with or without diacritics, or in English, and runs the stored query",
    "that it means. Documents are found as at every other entrance, provinces, types, levels, years and days by their",
    "names; which query is meant was learned from the labelled questions of `tests/ask` (`make ask-model`). On stderr",
    "stand, before the rows, their number, what was understood, what was left aside, and the line that repeats it, and",
    "behind them questions that may follow. A question that may mean several queries, that asks for two things, or that",
    "narrows by what no query takes is not answered: its readings are listed.",
    "",
)


def _query_section(query: StoredQuery) -> list[str]:
    lines = [f"### {query.name}", "", f"**{query.title}** ({query.title_en})", "", query.about, ""]
    if query.parameters:
        lines += ["| parameter | type | default | |", "| --- | --- | --- | --- |"]
        for p in query.parameters:
            default = "required" if p.required else "" if p.default is None else f"`{p.default}`"
            lines.append(f"| `{p.name}` | {p.type} | {default} | {p.about} |")
        lines.append("")
    picture = f" Drawn with `--draw FILE` as {query.picture}." if query.picture else ""
    lines += [f"Columns: {', '.join(f'`{c}`' for c in query.columns)}.{picture}", ""]
    lines += ["```", " ".join(["cancu query", query.name, query.example]).strip(), "```", ""]
    return lines


def cli_page(helps: Mapping[str, str], language: str = "en") -> str:
    """Return the content of docs/cli.md or docs/cli.vi.md from the help of each command."""
    lines = [*_ABOUT_CLI[language]]
    for name, text in helps.items():
        lines += [f"## cancu {name}", "", "```text", text.strip(), "```", ""]
    return "\n".join(lines).rstrip() + "\n"


_ABOUT_CLI = {
    "en": (
        "# Command line",
        "",
        "What `cancu COMMAND --help` prints. This page is printed by `cancu manual cli`; a test keeps it in step.",
        "",
        "Answers go to stdout, everything else to stderr. Exit codes: 0 done, 1 nothing found or something unreadable,",
        "2 wrong use, 3 no store. `--store`, `CANCU_STORE` or `NEO4J_URI` names the graph, in this order. Help, tables and",
        "messages are in the language of `--lang`, `CANCU_LANG` or the locale; JSON and CSV are the same in each, but with",
        "`--labels`.",
        "",
    ),
    "vi": (
        "# Dòng lệnh",
        "",
        "Những gì `cancu LỆNH --help --lang vi` in ra. Trang này do `cancu manual cli.vi` in; một phép thử giữ cho khớp.",
        "",
        "Câu trả lời ra stdout, mọi thứ khác ra stderr. Mã kết thúc: 0 xong, 1 không tìm thấy hoặc có tệp không đọc được,",
        "2 dùng sai, 3 không có kho. Kho do `--store`, `CANCU_STORE` hoặc `NEO4J_URI` chỉ ra, theo thứ tự ấy. Trợ giúp,",
        "bảng và thông báo theo ngôn ngữ của `--lang`, `CANCU_LANG` hoặc của máy; JSON và CSV luôn như nhau, trừ khi có",
        "`--labels`.",
        "",
    ),
}
