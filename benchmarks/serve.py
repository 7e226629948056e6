"""How long the pages of `cancu serve` take with 10,000 documents: opened for the first time, again, and by several at once.

Run from a checkout: python benchmarks/serve.py [--documents 10000] [--readers 4] [--seconds 4] [--write] [--keep FOLDER]
`--write` puts the figures into benchmarks/RESULTS.md. `--keep` makes the documents and their store in a folder, or takes what
an earlier run made there.

Each page is asked for under many addresses (other documents, questions, days), as an answer that was worked out once is kept.
"""

import argparse
import http.client
import os
import platform
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from hashlib import sha256
from itertools import count
from pathlib import Path
from random import Random
from statistics import median
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.results import write_part  # noqa: E402
from cancu.graph.build import build  # noqa: E402
from cancu.graph.store import open_store  # noqa: E402
from cancu.models import Document, Mention  # noqa: E402
from tests import generated_graph as generated  # noqa: E402

AIM_MS = 300


def make(folder: Path, size: int) -> list[Document]:
    """The documents and their texts in a folder, and a store of them beside it; the same for the same size."""
    chance = Random(6)
    provinces = generated._provinces()
    documents = generated._documents(size, chance, provinces)
    texts, mentions = folder / "texts", []
    texts.mkdir(parents=True)
    for at, document in enumerate(documents):
        if document.in_corpus:
            said = [*generated._mentions(at, documents, 5.0, chance)]
            path = texts / f"{at:06}.txt"
            documents[at], placed = _written(document, said, path)
            mentions += placed
    with closing(open_store(str(folder / "graph"))) as store:
        store.create_schema()
        store.load(build(documents, mentions, generated._issuers(provinces), provinces))
    return documents


def _written(document: Document, said: Sequence[Mention], path: Path) -> tuple[Document, list[Mention]]:
    """Write the text of a document; returns it with its file, and its citations at their places."""
    day = document.date.strftime("%d/%m/%Y") if document.date else ""
    text = f"{document.issuer}\n\nSố: {document.key}\n\n{document.title}\n\nNgày {day}\n\n"
    placed = []
    for mention in said:
        start = len(text) + (mention.sentence or "").find(mention.text)
        placed.append(mention.model_copy(update={"file": str(path), "start": start, "end": start + len(mention.text)}))
        text += (
            f"{mention.sentence}\n" + "Các sở, ban, ngành tổ chức thực hiện trong năm theo nhiệm vụ được giao.\n" * 3
        )
    path.write_text(text, encoding="utf-8", newline="\n")
    data = path.read_bytes()
    return document.model_copy(update={"path": str(path), "sha256": sha256(data).hexdigest()}), placed


def addresses(documents: Sequence[Document]) -> Mapping[str, Iterator[str]]:
    """The ten main pages, each under addresses that differ; hubs are what the most texts cite."""
    held = [one for one in documents if one.in_corpus]
    hubs = documents[: generated.HUBS]
    places = sorted({one.scope for one in documents if one.scope != "vn"})

    def each(form: str, **given: Sequence[str]) -> Iterator[str]:
        for n in count():
            yield form.format(n=n, **{name: quote(values[n % len(values)]) for name, values in given.items()})

    some = [held[n * 7919 % len(held)] for n in range(len(held))]
    return {
        "list": each("/?page={n}"),
        "search": each("/?q={words}", words=[f"ke hoach {subject} {n}" for n in range(2000, 2026) for subject in ("so", "giao thong", "rung")]),
        "cited and missing": each("/?held=no&place={place}", place=["", *places]),
        "a document": each("/doc/{id}", id=[one.id for one in some]),
        "a document that thousands cite": each("/doc/{id}", id=[one.id for one in hubs]),
        "question": each("/ask?q={q}", q=[f"Văn bản nào triển khai {one.key}?" for one in some]),
        "what carries a directive out": each("/query/implementers?document={id}", id=[one.id for one in hubs]),
        "coverage": each("/coverage?d={id}", id=[one.id for one in hubs]),
        "to be decided": each("/decide?page={n}"),
        "what is new": each("/news?since={day}", day=[f"{year}-{month:02}-01" for year in range(2025, 2014, -1) for month in range(12, 0, -1)]),
        "review": each("/review?n={n}"),
    }  # fmt: skip


@contextmanager
def served(folder: Path) -> Iterator[tuple[int, tuple[str, int, str]]]:
    """A server of the documents: its process, and its host, port and cookie."""
    command = [sys.executable, "-m", "cancu", "serve", str(folder / "texts"), "--read-only", "--no-browser"]
    command += ["--store", str(folder / "graph")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=folder, env=environment)
    try:
        assert process.stdout is not None
        found = re.match(r"http://([\d.]+):(\d+)/\?token=(.+)", process.stdout.readline())
        assert found, "the server says no address"
        yield process.pid, (found[1], int(found[2]), f"cancu_{found[2]}={found[3]}")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def processor_ms(process: int) -> float:
    """Milliseconds of processor time that a process has taken, which what else runs changes little (Linux; else 0)."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


class Reader:
    """One that opens pages."""

    def __init__(self, host: str, port: int, cookie: str) -> None:
        self._connection = http.client.HTTPConnection(host, port, timeout=120)
        self._cookie = cookie

    def open(self, address: str) -> float:
        """Open a page; returns the milliseconds until all of it was there."""
        began = time.perf_counter()
        self._connection.request("GET", address, headers={"cookie": self._cookie})
        answer = self._connection.getresponse()
        answer.read()
        assert answer.status == 200, (address, answer.status)
        return (time.perf_counter() - began) * 1000


def ready(process: int, most_s: float = 120.0) -> None:
    """Wait until a server has done nothing for a while: it opens its pages itself after the start."""
    until, before = time.monotonic() + most_s, -1.0
    while time.monotonic() < until and (now := processor_ms(process)) != before:
        before = now
        time.sleep(1.5)


def again(where: tuple[str, int, str], address: Iterator[str], times: int) -> list[float]:
    """Milliseconds of a page under further addresses."""
    reader = Reader(*where)
    return [reader.open(next(address)) for _ in range(times)]


def at_once(
    where: tuple[str, int, str], address: Iterator[str], readers: int, seconds: float
) -> tuple[float, list[float]]:
    """Pages a second that several get, and the milliseconds of each."""
    took: list[float] = []
    turn = threading.Lock()
    until = time.perf_counter() + seconds

    def read() -> None:
        reader = Reader(*where)
        while time.perf_counter() < until:
            with turn:
                one = next(address)
            took.append(reader.open(one))

    began = time.perf_counter()
    threads = [threading.Thread(target=read) for _ in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(took) / (time.perf_counter() - began), took


def _late(took: Sequence[float]) -> float:
    """What 19 of 20 do not exceed."""
    return sorted(took)[max(0, round(len(took) * 0.95) - 1)]


def measured(folder: Path, documents: Sequence[Document], readers: int, seconds: float) -> list[str]:
    """The table."""
    pages = addresses(documents)
    rows = []
    with served(folder) as (process, where):
        at_start = Reader(*where).open("/")
        ready(process)
        opened = {name: Reader(*where).open(next(address)) for name, address in pages.items()}
        for name, address in pages.items():
            began = processor_ms(process)
            alone = again(where, address, 30)
            took = (processor_ms(process) - began) / len(alone)
            rate, together = at_once(where, address, readers, seconds)
            rows.append(
                f"| {name} | {opened[name]:.0f} | {median(alone):.0f} | {_late(alone):.0f} | {took:.0f} | {rate:.0f} | {_late(together):.0f} |"
            )
            print(rows[-1], flush=True)
    about = (
        f"{len(documents):,} documents, {sum(one.in_corpus for one in documents):,} of them with their text. Milliseconds until a"
        " page is there whole; first: opened for the first time, by a server that has got ready after its start (the list asked"
        f" for at the very start: {at_start:.0f}); 95 %: what 19 of 20 do not exceed; of the processor: the server's own part of"
        f" it, which other work on the machine changes little. Aim: {AIM_MS} ms."
    )
    head = (
        f"| page | first | median of 30 | 95 % | of the processor | pages a second, {readers} readers | 95 % then |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    )
    machine = (
        f"Machine: {os.cpu_count()} cores (the readers run on them too), {platform.system()}, Python {platform.python_version()};"
        f" load {os.getloadavg()[0]:.1f} at the end."
    )
    return [about, "", *head, *rows, "", machine]


def main() -> None:
    """Make the documents, measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--readers", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=4.0, help="for each page")
    parser.add_argument("--keep", type=Path, help="a folder for the documents")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as room:
        folder = given.keep or Path(room)
        if (folder / "graph").exists():
            documents = generated.generated_documents(given.documents)
        else:
            documents = make(folder, given.documents)
        lines = measured(folder, documents, given.readers, given.seconds)
    print("\n".join(lines))
    if given.write:
        write_part(
            "serve", ["## Pages of `cancu serve`", "", "Made by `python benchmarks/serve.py --write`.", "", *lines]
        )


if __name__ == "__main__":
    main()
