"""Read the graph in the partitions of a finished build in store order, for a store or for neo4j-admin's import."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from cancu.cluster import tables
from cancu.cluster.plan import Plan, as_json, died_at, do
from cancu.cluster.tables import Row, Said
from cancu.cluster.workers import Each
from cancu.graph.build import Graph, Issuer, Place
from cancu.graph.store.admin_import import PROVISION, Files, rows_of, with_headers
from cancu.graph.store.base import Store
from cancu.graph.store.content import BATCH, IDS, one_text_a_path, slices
from cancu.models import Document, Link, Mention


class Partitions:
    """The content of the partitions, read in bounded memory."""

    def __init__(self, plan: Plan) -> None:
        self._files = plan.files("finish", plan.homes)

    def read(self) -> Iterator[Graph]:
        """Yield the whole graph sorted by id: places and issuers, documents that are only cited, then texts with what they state."""
        yield _bodies(self._files)
        yield from _texts(self._files)

    def ends(self) -> Iterator[list[Document]]:
        """Yield the texts in batches as documents that are only cited, so that links can refer to them."""
        for some in slices(tables.read(self._files, "text"), IDS):
            rows = (said.value[0] for _, said in some)
            yield [Document.model_validate({k: row[k] for k in ("id", "key", "scope") if k in row}) for row in rows]


def _bodies(files: Sequence[str]) -> Graph:
    """Return places and issuers; if documents describe one differently, the last description by document id is used."""
    places = {name: said.row for name, said in tables.read(files, "place")}
    issuers = {name: said.row for name, said in tables.read(files, "issuer")}
    return Graph(
        places=tuple(map(Place.model_validate_json, places.values())),
        issuers=tuple(map(Issuer.model_validate_json, issuers.values())),
    )


def _texts(files: Sequence[str]) -> Iterator[Graph]:
    for topic in ("cited", "text"):
        for some in slices(tables.read(files, topic), BATCH):
            by_id = dict(some)
            for part in one_text_a_path([_document(said) for said in by_id.values()]):
                yield _graph([(document, by_id[document.id].value) for document in part])


def import_rows(folder: str, plan: Plan, _: Plan, home: int) -> Iterator[Row]:
    """Write the import files of one home, except parts of documents, which belong to the home of their document."""
    with _files(folder, f"-{home:06}") as out:
        bodies = [_bodies(plan.files("finish", plan.homes))] if home == 0 else []
        for graph in (*bodies, *_texts([plan.file("finish", home)])):
            for name, row, ends in rows_of(graph):
                if name == PROVISION:
                    yield Row("part", plan.home(row["document"]), row["id"], row=as_json(row))
                else:
                    out.write(name, row, ends)


def import_parts(folder: str, plan: Plan, aside: Plan, home: int) -> Iterator[Row]:
    """Write the parts of the documents of a home for neo4j-admin's import, each once."""
    with _files(folder, f"-parts-{home:06}") as out:
        for _, said in tables.meeting(aside.files("import", plan.homes), ("part",), home):
            out.write_part(said["part"][0].value)
    yield from ()


@contextmanager
def _files(folder: str, part: str) -> Iterator[Files]:
    """Provide the files of one part of the tables, which are in the folder when the block ends; empty ones are left out."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=".") as aside:
        with Files(Path(aside), part) as files:
            yield files
        for path in Path(aside).iterdir():
            if path.stat().st_size:
                path.replace(Path(folder, path.name))


def write_import(plan: Plan, folder: Path, each: Each) -> str:
    """Write the files of neo4j-admin's import, each home its own, into a folder that all workers can access; returns the command.

    Previous content of the folder is removed, unless it comes from an interrupted run of the same build.
    """
    work = folder / ".unfinished"
    if not work.is_dir():
        for old in folder.glob("*.csv"):
            old.unlink()
    work.mkdir(parents=True, exist_ok=True)
    aside = replace(plan, out=str(work))
    for name, step in (("import", import_rows), ("parts", import_parts)):
        if died := each(partial(do, name, partial(step, str(folder.resolve()), plan), aside), range(plan.homes)):
            raise died_at(name, died)
    shutil.rmtree(work)
    return with_headers(folder, parts="-(parts-)?[0-9]+")


def _document(said: Said) -> Document:
    return Document.model_validate(said.value[0])


def _graph(some: list[tuple[Document, list[Any]]]) -> Graph:
    mentions: list[Mention] = []
    links: list[Link] = []
    issued_by: dict[str, str] = {}
    for document, (_, issuer, said, stated) in some:
        mentions += (Mention.model_validate({**row, "file": document.path}) for row in said)
        links += (Link.model_validate(row) for row in stated)
        if issuer is not None:
            issued_by[document.id] = issuer
    links.sort(key=lambda link: (link.source, link.relation, link.target, link.stated_by))
    return Graph(
        documents=tuple(document for document, _ in some),
        mentions=tuple(mentions),
        links=tuple(links),
        issued_by=issued_by,
    )


def load(partitions: Partitions, store: Store) -> Mapping[str, int]:
    """Load the partitions into a store that is empty, or contains a build of the same files; returns its counts."""
    store.create_schema()
    for some in partitions.ends():
        store.load(Graph(documents=tuple(some)))
    for graph in partitions.read():
        store.load(graph)
    return store.counts()
