"""Write a view as Graphviz DOT and as Mermaid: the same boxes and edges, laid out by these programs."""

from collections.abc import Iterable
from typing import Any

from cancu.viz.content import Plain
from cancu.viz.style import RelationStyle, style

_DOT_SHAPE = {"normative": "box", "administrative": "box", "plan": "box", "letter": "note", "unknown": "octagon"}
_DOT_HEAD = {"filled": "normal", "open": "vee", "diamond": "diamond", "cross": "tee"}
_MERMAID_SHAPE = {"plan": ("(", ")"), "letter": (">", "]"), "normative": ("[[", "]]")}
_MERMAID_ARROW = {"filled": "-->", "open": "-.->", "diamond": "--o", "cross": "--x"}


def dot(data: Plain, view: Plain) -> str:
    """Return the view as a Graphviz digraph; an edge runs from the citing document to the cited one."""
    lines = [
        f"// {_comment(data, view)}",
        "digraph cancu {",
        f'  rankdir=RL; labelloc=t; label={_dot_text(data["title"])}; charset="UTF-8";',
        '  node [fontname="Noto Sans", fontsize=10, shape=box]; edge [fontname="Noto Sans", fontsize=9];',
    ]
    for lane, boxes in _by_lane(data, view):
        colour = data["colours"][lane]
        lines.append(f"  subgraph {_dot_text('cluster_' + lane)} {{")
        lines.append(f'    label={_dot_text(data["names"]["lanes"][lane])}; color="{colour["line"]}";')
        lines += [f"    n{k} [{_dot_box(data, box, colour)}];" for k, box in boxes]
        lines.append("  }")
    lines += [f"  n{edge['source']} -> n{edge['target']} [{_dot_edge(data, edge)}];" for edge in view["edges"]]
    return "\n".join([*lines, "}", ""])


def mermaid(data: Plain, view: Plain) -> str:
    """Return the view as a Mermaid flowchart; an edge runs from the citing document to the cited one."""
    lines = [f"%% {_comment(data, view)}", "flowchart RL"]
    for lane, boxes in _by_lane(data, view):
        lines.append(f"  subgraph {lane}[{_mermaid_text([data['names']['lanes'][lane]])}]")
        for k, box in boxes:
            family = "unknown" if box["doc"] is None else data["documents"][box["doc"]]["family"]
            start, end = _MERMAID_SHAPE.get(family, ("[", "]"))
            lines.append(f"    n{k}{start}{_mermaid_text(_words(data, box))}{end}")
        lines.append("  end")
    names = {name: row["name"] for name, row in data["relations"].items()}
    heads = {row.id.value: _MERMAID_ARROW[row.head] for row in style().relation}
    for edge in view["edges"]:
        label = _mermaid_text([names[edge["relation"]]])
        lines.append(f"  n{edge['source']} {heads[edge['relation']]}|{label}| n{edge['target']}")
    roots = [f"n{k}" for k, box in enumerate(view["boxes"]) if box["root"]]
    if roots:
        lines += ["  classDef root stroke:#111,stroke-width:4px", f"  class {','.join(roots)} root"]
    return "\n".join([*lines, ""])


def _by_lane(data: Plain, view: Plain) -> Iterable[tuple[str, list[tuple[int, Plain]]]]:
    for lane in data["lanes"]:
        boxes = [(k, box) for k, box in enumerate(view["boxes"]) if box["lane"] == lane]
        if boxes:
            yield lane, boxes


def _words(data: Plain, box: Plain) -> list[str]:
    """Return the lines of text of one box."""
    if box["doc"] is None:
        return [box["label"], _counted(data["words"]["documents_n"], box["size"])]
    doc = data["documents"][box["doc"]]
    state = doc["ended"] or (None if doc["corpus"] else data["words"]["only_cited"])
    about = ", ".join(part for part in (doc["issuer"], doc["when_text"], state) if part)
    return [part for part in (doc["label"], about, _short(doc["caption"])) if part]


def _counted(message: str, n: int) -> str:
    """Return a message that is written as "one|many" in the form for `n`."""
    one, _, many = message.partition("|")
    return (one if n == 1 or not many else many).format(n=n)


def _short(text: str, limit: int = 90) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def _comment(data: Plain, view: Plain) -> str:
    counts = view["counts"]
    words = data["words"]
    missing = f" {words['not_drawn'].format(what=view['missing'])}." if view["missing"] else ""
    documents, links = _counted(words["documents_n"], counts["documents"]), _counted(words["links_n"], counts["links"])
    return f"{documents}, {links}.{missing}"


def _dot_box(data: Plain, box: Plain, colour: Any) -> str:
    doc = None if box["doc"] is None else data["documents"][box["doc"]]
    shape = "box3d" if doc is None else _DOT_SHAPE[doc["family"]]
    looks = [
        "filled",
        *(["rounded"] if doc and doc["family"] == "plan" else []),
        *(["dashed"] if doc and not doc["corpus"] else []),
    ]
    fill = colour["tint"] if doc is None or doc["corpus"] else "#ffffff"
    width = 3 if box["root"] else 1
    return (
        f'label={_dot_text(chr(10).join(_words(data, box)))}, shape={shape}, style="{",".join(looks)}", '
        f'fillcolor="{fill}", color="{colour["line"]}", penwidth={width}'
    )


def _dot_edge(data: Plain, edge: Plain) -> str:
    row: RelationStyle = next(row for row in style().relation if row.id == edge["relation"])
    line = "dotted" if row.id == "REFERS_TO" else "dashed" if row.dash else "solid"
    width = 3 if edge["mentions"] >= 5 else 2 if edge["mentions"] >= 2 else 1
    return (
        f'tooltip={_dot_text(data["relations"][edge["relation"]]["name"])}, color="{row.colour}{":" + row.colour if row.double else ""}", '
        f"style={line}, arrowhead={_DOT_HEAD[row.head]}, penwidth={width}"
    )


def _dot_text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


_MERMAID_SPECIAL = {c: f"#{ord(c)};" for c in '"#&<>`\\[](){}|;'}


def _mermaid_text(lines: Iterable[str]) -> str:
    """Return a quoted label; every character that Mermaid or HTML could read as markup is written as its code."""
    return '"' + "<br>".join("".join(_MERMAID_SPECIAL.get(c, c) for c in line) for line in lines) + '"'
