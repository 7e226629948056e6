"""Write a graph as a file for another program; the suffix determines the format."""

import datetime
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cancu.export.files import html_table, page, write_file
from cancu.export.frames import parquet
from cancu.export.linked import akoma_ntoso, json_ld
from cancu.export.table import Table, flat
from cancu.export.xlsx import workbook
from cancu.models import Document, Subgraph
from cancu.networkx_graph import lines
from cancu.render import json_text, render

_LINK_COLUMNS = ("source", "relation", "target", "stated_by", "mentions", "confidence", "carries", "partly", "provision", "since",
                 "sentence", "file", "start", "end")  # fmt: skip
_DOCUMENT_COLUMNS = ("document", "type", "issuer", "level", "scope", "in_corpus", "in_force", "ended", "file")
TABLES = (".csv", ".parquet")
"""The formats with a single table, that of the links."""


def write_graph(part: Subgraph, path: Path, *, title: str = "", bom: bool = False) -> None:
    """Write documents and links in the format named by the suffix of `path`.

    xlsx, html and md contain a table of documents and one of links; json, jsonl, graphml and gexf contain everything
    known about both; csv and parquet contain the links only, with the columns that identify their documents. jsonld
    describes both with ELI properties and the state of force today; xml lists the references of one document in Akoma
    Ntoso.

    Raises ExportError for another suffix and for a file that cannot be written.
    """
    title = title or path.stem
    write_file(path, {**_networks(part), **_sheets(part, title, bom=bom)})


def documents_table(part: Subgraph) -> Table:
    """Return a flat table with one row for each document."""
    return flat(_DOCUMENT_COLUMNS, _documents(part))


def links_table(part: Subgraph) -> Table:
    """Return a flat table with one row for each link: its two documents, the relation, and the sentence that proves it."""
    return flat(_LINK_COLUMNS, _links(part))


def _networks(part: Subgraph) -> Mapping[str, Callable[[], str]]:
    def joined(form: str) -> Callable[[], str]:
        return lambda: "".join(line + "\n" for line in lines(part, form))

    return {
        ".graphml": joined("graphml"),
        ".gexf": joined("gexf"),
        ".jsonl": joined("jsonl"),
        ".json": lambda: json_text(_whole(part)),
        ".jsonld": lambda: json_ld(part, datetime.date.today().isoformat()),
        ".xml": lambda: akoma_ntoso(part),
    }


def _sheets(part: Subgraph, title: str, *, bom: bool) -> Mapping[str, Callable[[], str | bytes]]:
    documents, links = (_DOCUMENT_COLUMNS, _documents(part)), (_LINK_COLUMNS, _links(part))
    return {
        ".csv": lambda: ("\ufeff" if bom else "") + render(*links, "csv"),
        ".xlsx": lambda: workbook({"documents": documents_table(part), "links": links_table(part)}),
        ".parquet": lambda: parquet(links_table(part)),
        ".html": lambda: page(
            title, f"<h2>documents</h2>\n{html_table(*documents)}<h2>links</h2>\n{html_table(*links)}"
        ),
        ".md": lambda: f"## documents\n\n{render(*documents, 'markdown')}\n## links\n\n{render(*links, 'markdown')}",
    }


def _whole(part: Subgraph) -> dict[str, Any]:
    return {
        "documents": [one.model_dump(mode="json", exclude_none=True) for one in part.documents],
        "links": [one.model_dump(mode="json", exclude_none=True) for one in part.links],
    }


def _document_cell(document: Document) -> dict[str, Any]:
    """Return a document as a cell of an answer has it."""
    return document.model_dump(mode="json", include={"id", "key", "date", "title", "type", "scope", "url", "path"})


def _documents(part: Subgraph) -> list[tuple[Any, ...]]:
    rows = []
    for one in part.documents:
        days = (str(day) if day else None for day in (one.in_force, one.ended))
        rows.append((_document_cell(one), one.type, one.issuer, one.level, one.scope, one.in_corpus, *days, one.path))
    return rows


def _links(part: Subgraph) -> list[tuple[Any, ...]]:
    known = {one.id: _document_cell(one) for one in part.documents}
    rows = []
    for link in part.links:
        source, target, stated = (known.get(one, {"id": one}) for one in (link.source, link.target, link.stated_by))
        first = link.evidence[0] if link.evidence else None
        proof = (first.sentence, first.file, first.start, first.end) if first else (None, None, None, None)
        since = str(link.since) if link.since else None
        rows.append(
            (source, link.relation.value, target, stated, link.mentions, link.confidence, link.carries, link.partly, link.provision,
             since, *proof)
        )  # fmt: skip
    return rows
