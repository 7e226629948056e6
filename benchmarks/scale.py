"""What a build past one machine costs beside `cancu build`, that a killed worker changes nothing, and the rates for docs/scale.md.

Run from a checkout: python benchmarks/scale.py [--texts FOLDER] [--made 200] [--rounds 3]. It writes its part of benchmarks/RESULTS.md.
Every build must leave the same import files, byte for byte, or the command ends with an error.
"""

import argparse
import csv
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import psutil  # noqa: E402
from extract import machine, made  # noqa: E402
from results import FILE, write_part  # noqa: E402

from cancu.cluster.graph import Partitions  # noqa: E402
from cancu.cluster.plan import Plan  # noqa: E402
from cancu.cluster.run import _STEP_MESSAGES, build  # noqa: E402
from cancu.cluster.workers import here  # noqa: E402
from cancu.graph.store import open_store  # noqa: E402
from cancu.graph.store.admin_import import export_neo4j_admin  # noqa: E402

READING = (_STEP_MESSAGES["read"], _STEP_MESSAGES["again"])
"""What the lines of the steps begin with that read texts."""


class Ran(NamedTuple):
    """One command."""

    wall_s: float
    processor_s: float
    said: str


def cancu(*words: str, cache: str, meanwhile: Callable[[psutil.Process], None] = lambda _: None) -> Ran:
    """Run a command of ours to its end."""
    before, began = os.times(), time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": cache}
    command = [sys.executable, "-m", "cancu", *words]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment
    ) as started:
        meanwhile(psutil.Process(started.pid))
        _, said = started.communicate()
    if started.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(words)} ended with {started.returncode}: {said[-2000:]}")
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return Ran(time.perf_counter() - began, used, said)


def kill_one(out: Path) -> Callable[[psutil.Process], None]:
    """Kill a worker once the first part is read."""

    def kill(run: psutil.Process) -> None:
        while not list(out.glob("read/*.parquet")):
            time.sleep(0.02)
        workers = [one for one in run.children(recursive=True) if "multiprocessing.spawn" in " ".join(one.cmdline())]
        os.kill(workers[-1].pid, signal.SIGKILL)

    return kill


def digest(folder: Path) -> str:
    """SHA-256 of all files of a folder, by name."""
    found = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        found.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def size(folder: Path) -> int:
    """Bytes of all files under a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def steps(texts: str, per_part: int, out: Path) -> dict[str, float]:
    """Processor seconds of each step in this process: of reading, and of all that comes after."""
    os.environ["XDG_CACHE_HOME"] = str(out.with_name("cache of steps"))  # nothing is known from before
    took: Counter[str] = Counter()
    before = time.process_time()

    def told(line: str) -> None:
        nonlocal before
        now = time.process_time()
        took["read" if line.startswith(READING) else "rest"] += now - before
        before = now

    build([texts], str(out), here, per_part=per_part, say=told)
    return dict(took)


def one_round(texts: str, per_part: int, work: Path) -> dict[str, Any]:
    """Every way to build, once."""
    found: dict[str, Any] = {}
    found["build"] = cancu("build", texts, "--store", str(work / "graph"), cache=str(work / "c0"))
    with closing(open_store(str(work / "graph"), create=False)) as store:
        export_neo4j_admin(store, work / "import")
    right = digest(work / "import")
    for name, workers, killed in (("1 worker", 1, False), ("2 workers", 2, False), ("4 workers, one killed", 4, True)):
        out, files = work / name, work / f"{name} import"
        words = ("cluster", texts, "-o", str(out), "--workers", str(workers), "--per-part", str(per_part))
        kill = {"meanwhile": kill_one(out)} if killed else {}
        found[name] = cancu(*words, cache=str(work / f"cache of {name}"), **kill)
        plan = Plan(**json.loads((out / "plan.json").read_text(encoding="utf-8")), out=str(out))
        export_neo4j_admin(Partitions(plan), files)
        if digest(files) != right:
            raise SystemExit(f"{name}: other bytes than those of one machine")
    out = work / "1 worker"
    found["steps"] = steps(texts, per_part, work / "steps")
    found["bytes"] = {
        "readings": size(out / "read"),
        "partitions": size(out),
        "graph": size(out / "finish"),
        "import": size(work / "import"),
        "store": size(work / "graph"),
    }
    return found


def rows(rounds: list[dict[str, Any]], texts: Path) -> list[str]:
    """The tables."""
    names = [name for name in rounds[0] if name not in ("bytes", "steps")]
    lines = ["| | seconds | of `cancu build` | processor time of it |", "| --- | ---: | ---: | ---: |"]
    for name in names:
        runs = [one[name] for one in rounds]
        walls, shares = (
            [run.wall_s for run in runs],
            [run.wall_s / one["build"].wall_s for run, one in zip(runs, rounds, strict=True)],
        )
        used = [run.processor_s / one["build"].processor_s for run, one in zip(runs, rounds, strict=True)]
        shown = f"{median(shares):.2f} × ({min(shares):.2f} to {max(shares):.2f})"
        lines.append(
            f"| {'`cancu build`' if name == 'build' else name} | {median(walls):.1f} | {shown} | {median(used):.2f} × |"
        )
    lines += ["", "All left the same import files, byte for byte.", ""]
    read, rest = (median(one["steps"][name] for one in rounds) for name in ("read", "rest"))
    counts = re.search(r"(\d+) documents? .*?(\d+) more are only cited; (\d+) mentions", rounds[0]["1 worker"].said)
    documents, cited, mentions = map(int, counts.groups()) if counts else (0, 0, 0)
    total = size(texts)
    bytes_ = rounds[0]["bytes"]
    lines += [
        f"{documents} documents ({total / 1e6:.1f} MB), {cited} more only cited, {mentions} mentions; processor seconds of one core:",
        "",
        "| | | |",
        "| --- | ---: | ---: |",
        f"| reading | {read:.1f} s | {total / 1e6 / read:.2f} MB a second, {documents / read:.0f} documents a second |",
        f"| all that comes after | {rest:.1f} s | {documents / rest:.0f} documents, {mentions / rest:.0f} mentions a second |",
        *(f"| {name} | {count / 1e6:.1f} MB | {count / documents / 1e3:.1f} kB a document |" for name, count in bytes_.items()),
    ]  # fmt: skip
    return lines


OWN = re.compile(r"\((?:Document|Mention|Provision)\)$")


def imported(files: Path, copies: int) -> list[str]:
    """How fast neo4j-admin imports the files when each text is there so many times, and how large the database is."""
    from tests import neo4j_server

    with tempfile.TemporaryDirectory(prefix="cancu-scale-") as folder:
        nodes = links = 0
        options = []
        for header in sorted(files.glob("*-header.csv")):
            columns = header.read_text(encoding="utf-8").strip().split(",")
            ends = [at for at, column in enumerate(columns) if "_ID(" in column or ":ID(" in column]
            own = [at for at in ends if OWN.search(columns[at])]
            source = files / header.name.replace("-header", "")
            kind = source.stem.partition("-")[0]
            with source.open(encoding="utf-8", newline="") as lines:
                table = list(csv.reader(lines))
            with Path(folder, source.name).open("w", encoding="utf-8", newline="\n") as out:
                for copy in range(copies if own else 1):
                    for row in table:
                        cells = [f"{copy}:{cell}" if at in own else cell for at, cell in enumerate(row)]
                        out.write(
                            ",".join('"' + cell.replace('"', '""') + '"' if cell else "" for cell in cells) + "\n"
                        )
            count = len(table) * (copies if own else 1)
            nodes, links = (nodes + count, links) if len(ends) == 1 else (nodes, links + count)
            options.append(f"--{'nodes' if len(ends) == 1 else 'relationships'}={kind}={header},{folder}/{source.name}")
        home = Path(folder, "home")
        neo4j_server.configure(home, {})
        fixed = ("database", "import", "full", "neo4j", "--id-type=string", "--multiline-fields=true",
                 "--array-delimiter=U+001F", "--bad-tolerance=0")  # fmt: skip
        began = time.perf_counter()
        done = neo4j_server.admin(home, *fixed, *options)
        took = time.perf_counter() - began
        if done.returncode:
            raise SystemExit(done.stderr or done.stdout)
        given, made_of = size(Path(folder)) - size(home), size(home / "data")
    rate = (nodes + links) / took
    told = f"{nodes:,} nodes and {links:,} relationships ({given / 1e9:.2f} GB) in {took:.0f} s, {rate:,.0f} a second"
    database = f"the database has {made_of / 1e9:.2f} GB without its indexes"
    return ["", f"`neo4j-admin import` of these files {copies} times over: {told}; {database}."]


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", help="a folder of real texts, which are not kept; without it they are made")
    parser.add_argument("--made", type=int, default=200, help="texts that are made, with a fixed seed")
    parser.add_argument("--per-part", type=int, default=25)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--neo4j", type=int, default=0, metavar="COPIES", help="also import the graph so many times over"
    )
    parser.add_argument("-o", "--output", default=str(FILE))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cancu-scale-") as work:
        texts = Path(given.texts or Path(work, "texts"))
        if not given.texts:
            texts.mkdir()
            for number, text in enumerate(made(given.made)):
                (texts / f"{number:05}.txt").write_text(text, encoding="utf-8")
        kind = "real" if given.texts else "made"
        rounds: list[dict[str, Any]] = []
        for number in range(given.rounds):
            folder = Path(work, str(number))
            folder.mkdir()
            rounds.append(one_round(str(texts), given.per_part, folder))
            how = f"{kind} texts, {given.per_part} files a part; {len(rounds)} runs, median (least to most)."
            lines = [
                "## Past one machine",
                "",
                f"Made by `python benchmarks/scale.py`; {how}",
                "",
                *rows(rounds, texts),
            ]
            if given.neo4j and number == given.rounds - 1:
                lines += imported(Path(work, "0", "import"), given.neo4j)
            write_part("scale.py", [*lines, "", f"Machine: {machine()}."], Path(given.output))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
