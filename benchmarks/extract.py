"""How fast citations are found, beside eyecite, refex and a bare `re` scan; what a second process and what is kept save.

Run from a checkout: python benchmarks/extract.py [--texts FOLDER …] [--rounds 3]. It writes benchmarks/RESULTS.md.
eyecite and its Hyperscan tokenizer are measured where they are installed (pip install eyecite hyperscan), refex too.

Speeds are in bytes of text a second of processor time, each over a text of its own kind: ours over Vietnamese texts, eyecite
over American ones made of the same number of citations a kilobyte.
"""

import argparse
import importlib.metadata
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import _lru_cache_wrapper
from pathlib import Path
from random import Random
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.results import write_part  # noqa: E402
from cancu.extract import Source, extract  # noqa: E402

NUMBER = re.compile(r"\d+/(?:\d{4}/)?[A-ZĐ]+(?:-[A-ZĐ]+)*")
"""The bare scan: what any search for numbers of documents costs at least."""
SAMPLE = 200_000
"""Bytes of the text of the others, at most."""
SCANS = 3
"""Bare scans in a row, as one is over too soon to be measured."""
PLACES = ("Thanh Hóa", "Quảng Ngãi", "Nghệ An", "Lào Cai", "Cà Mau")
SUBJECTS = ("chuyển đổi số", "cải cách hành chính", "phát triển rừng bền vững", "giảm nghèo", "an toàn thực phẩm")
WORDS = [
    "các",
    "sở",
    "ban",
    "ngành",
    "địa",
    "phương",
    "rà",
    "soát",
    "nhiệm",
    "vụ",
    "tổ",
    "chức",
    "thực",
    "hiện",
    "báo",
    "cáo",
    "kết",
    "quả",
    "hằng",
    "năm",
    "bảo",
    "đảm",
    "tiến",
    "độ",
    "chất",
    "lượng",
    "hiệu",
    "quả",
    "công",
    "khai",
    "minh",
    "bạch",
    "nguồn",
    "lực",
    "đầu",
    "tư",
    "phát",
    "triển",
    "hạ",
    "tầng",
    "dịch",
    "vụ",
    "người",
    "dân",
    "doanh",
    "nghiệp",
]


def made(count: int) -> list[str]:
    """Plans in the form of Nghị định 30/2020/NĐ-CP, about 18 kB each with some 25 citations, the same for every run."""
    chance = Random(19)
    return [_plan(chance, number) for number in range(count)]


def _plan(chance: Random, number: int) -> str:
    place, subject, year = chance.choice(PLACES), chance.choice(SUBJECTS), chance.randrange(2012, 2025)
    head = (
        f"ỦY BAN NHÂN DÂN\nTỈNH {place.upper()}\n-------\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
        f"---------------\nSố: {number + 1}/KH-UBND\n\n{place}, ngày 13 tháng 02 năm {year}\n\nKẾ HOẠCH\nThực hiện {subject}"
        f" trên địa bàn tỉnh {place}\n\n"
    )
    bases = "".join(f"Căn cứ {_cited(chance, year)};\n" for _ in range(8))
    items = "".join(
        f"{at}. {_sentence(chance)}\n" + (f"- Thực hiện {_cited(chance, year)}.\n" if at % 3 == 0 else "")
        for at in range(1, 55)
    )
    return f"{head}{bases}\nI. MỤC ĐÍCH, YÊU CẦU\n{items}\nTM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nNguyễn Văn An\n"


def _cited(chance: Random, year: int) -> str:
    number, on = chance.randrange(1, 3000), f"{chance.randrange(1, 28):02}/{chance.randrange(1, 13):02}/{year - 1}"
    subject, place = chance.choice(SUBJECTS), chance.choice(PLACES)
    return chance.choice(
        (
            f"Quyết định số {number}/QĐ-TTg ngày {on} của Thủ tướng Chính phủ phê duyệt Chương trình {subject}",
            f"Nghị định số {number % 200}/{year - 1}/NĐ-CP ngày {on} của Chính phủ quy định về {subject}",
            f"Kế hoạch số {number}/KH-UBND ngày {on} của UBND tỉnh {place} về {subject}",
            "Luật Tổ chức chính quyền địa phương năm 2015",
        )
    )


def _sentence(chance: Random) -> str:
    return " ".join(chance.choices(WORDS, k=48)).capitalize() + "."


def american(size: int) -> str:
    """About as many bytes of American prose, with a citation every 700 of them."""
    chance = Random(19)
    parts: list[str] = []
    total = 0
    words = [
        "the",
        "court",
        "held",
        "that",
        "a",
        "party",
        "may",
        "not",
        "recover",
        "where",
        "no",
        "duty",
        "was",
        "owed",
        "and",
        "the",
        "statute",
        "bars",
        "such",
        "claims",
    ]
    while total < size:
        cited = f"Smith v. Jones, {chance.randrange(1, 580)} U.S. {chance.randrange(1, 990)} ({chance.randrange(1900, 2020)})."
        parts.append(" ".join(chance.choices(words, k=126)).capitalize() + ". See " + cited)
        total += len(parts[-1])
    return "\n".join(parts)


def spent(work: Callable[[], object]) -> float:
    """Processor seconds of some work in this process."""
    began = time.process_time()
    work()
    return time.process_time() - began


def forget() -> None:
    """Empty what cancu remembers of words that it read before, so that no round profits from the one before it."""
    for name, module in [*sys.modules.items()]:
        for one in vars(module).values() if name.startswith("cancu.") else ():
            if isinstance(one, _lru_cache_wrapper) and one.cache_parameters()["maxsize"]:
                one.cache_clear()


def yardsticks(size: int) -> dict[str, Callable[[], object] | str]:
    """What each other program does with a text, or why it is not measured."""
    found: dict[str, Callable[[], object] | str] = {}
    text = american(size)
    pieces = [text[i : i + 20_000] for i in range(0, len(text), 20_000)]
    try:
        from eyecite import get_citations  # type: ignore[import-not-found]

        found["eyecite, default"] = lambda: [get_citations(piece) for piece in pieces]
        try:
            from eyecite.tokenizers import HyperscanTokenizer  # type: ignore[import-not-found]

            cache = tempfile.mkdtemp()
            tokenizer = HyperscanTokenizer(cache_dir=cache)
            get_citations(pieces[0], tokenizer=tokenizer)
            found["eyecite, Hyperscan"] = lambda: [get_citations(piece, tokenizer=tokenizer) for piece in pieces]
        except ImportError:
            found["eyecite, Hyperscan"] = "hyperscan is not installed"
    except ImportError:
        found["eyecite, default"] = "eyecite is not installed"
    try:
        from refex.extractor import RefExtractor  # type: ignore[import-not-found]

        found["refex"] = lambda: [RefExtractor().extract(piece) for piece in pieces]
    except ImportError:
        found["refex"] = "refex is not installed"
    return found


def command(*words: str, cache: str) -> tuple[float, float, str]:
    """Wall seconds, processor seconds with those of its processes, and output of one command of ours."""
    before, began = os.times(), time.perf_counter()
    told = subprocess.run(
        [sys.executable, "-m", "cancu", *words],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": cache},
        check=False,
    )
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - began, used, told.stdout


def version(name: str) -> str:
    """A package with its version."""
    try:
        return f"{name} {importlib.metadata.version(name)}"
    except importlib.metadata.PackageNotFoundError:
        return f"{name} (not installed)"


def machine() -> str:
    """What this was measured on."""
    model = next((line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "")
    load = f", load {os.getloadavg()[0]:.1f} at the end" if hasattr(os, "getloadavg") else ""
    parts = ("eyecite", "hyperscan", "refex")
    return (
        f"{model or platform.processor() or platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python"
        f" {platform.python_version()}; {', '.join(map(version, parts))}{load}"
    )


def _lines(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8").splitlines() if Path(path).exists() else []


def speeds(texts: Sequence[str], rounds: int) -> list[str]:
    """Rows of ours and of each yardstick: MB a second, and ours as a multiple of it."""
    size = sum(len(text.encode()) for text in texts)
    extract(Source("warm.txt", texts[0]))
    others = yardsticks(min(size, SAMPLE))
    mb: dict[str, list[float]] = {"cancu": [], "bare re scan": []}
    for _ in range(rounds):
        forget()
        mb["cancu"].append(size / 1e6 / spent(lambda: [extract(Source("a.txt", text)) for text in texts]))
        mb["bare re scan"].append(
            SCANS * size / 1e6 / spent(lambda: [NUMBER.findall(t) for _ in range(SCANS) for t in texts])
        )
        for name, work in others.items():
            if not isinstance(work, str):
                mb.setdefault(name, []).append(min(size, SAMPLE) / 1e6 / spent(work))
    rows = ["| | MB a second | cancu is |", "| --- | ---: | ---: |"]
    for name, found in mb.items():
        ratios = [ours / other for ours, other in zip(mb["cancu"], found, strict=True)]
        shown = f"{median(ratios):.3g} × ({min(ratios):.3g} to {max(ratios):.3g})" if name != "cancu" else ""
        rows.append(f"| {name} | {median(found):.3g} | {shown} |")
    return rows + [f"| {name} | {why} | |" for name, why in others.items() if isinstance(why, str)]


def processes(folder: Path, rounds: int) -> list[str]:
    """Rows of one process and of two."""
    rows = []
    ratios = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as cache:
            one = command("extract", str(folder), cache=cache)
            two = command("extract", str(folder), "--jobs", "2", cache=cache)
        if one[2] != two[2]:
            raise SystemExit("two processes do not print what one prints")
        ratios.append(one[0] / two[0])
        rows.append(f"| {one[0]:.1f} | {two[0]:.1f} | {one[0] / two[0]:.2f} × | {two[1] / one[1]:.2f} × |")
    head = ["| one process, s | two, s | faster | processor time |", "| ---: | ---: | ---: | ---: |"]
    return [*head, *rows]


def rebuilds(folder: Path, rounds: int) -> list[str]:
    """Rows of a first build, the same again, and again with one file changed."""
    rows = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as work:
            store = str(Path(work, "graph"))
            times = [command("build", str(folder), "--store", store, cache=work)[:2] for _ in range(2)]
            some = next(iter(sorted(folder.glob("*.txt"))))
            before = some.read_text(encoding="utf-8")
            some.write_text(before + "\nCăn cứ Luật Giá số 16/2023/QH15;\n", encoding="utf-8")
            times.append(command("build", str(folder), "--store", store, cache=work)[:2])
            some.write_text(before, encoding="utf-8")
        first = times[0][1]
        rows.append("| " + " | ".join(f"{wall:.1f} ({used / first:.1%})" for wall, used in times) + " |")
    head = ["| first, s | nothing changed | one file changed |", "| ---: | ---: | ---: |"]
    return [*head, *rows]


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", nargs="*", default=[], help="folders of real texts (TXT), which are not kept")
    parser.add_argument("--made", type=int, default=200, help="texts that are made, with a fixed seed")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("-o", "--output", default=str(ROOT / "benchmarks" / "RESULTS.md"))
    given = parser.parse_args()
    texts = made(given.made)
    head = [
        "## Reading",
        "",
        "Made by `python benchmarks/extract.py`; median of the runs, with the least and the most.",
    ]
    parts: list[list[str]] = [head]

    def add(*lines: str) -> None:
        """Print a part, and write all parts that there are."""
        print("\n".join(lines), flush=True)
        parts.append(list(lines))
        every = [line for part in [*parts, [f"Machine: {machine()}."]] for line in (*part, "")]
        write_part("extract", every, Path(given.output))

    add("### Extraction", "", f"{len(texts)} texts that are made, {sum(map(len, texts)) / 1e6:.1f} M characters:")
    add(*speeds(texts, given.rounds))
    if real := [
        path.read_text(encoding="utf-8") for folder in given.texts for path in sorted(Path(folder).glob("*.txt"))
    ]:
        add(f"{len(real)} real texts, {sum(map(len, real)) / 1e6:.1f} M characters:")
        add(*speeds(real, given.rounds))
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            Path(folder, f"{number:04}.txt").write_text(text, encoding="utf-8")
        add(
            "### Building again",
            "",
            "Wall seconds of `cancu build`, its start among them; beside them processor time, as a part of the first:",
        )
        add(*rebuilds(Path(folder), given.rounds))
        add(
            "### Two processes",
            "",
            "Wall seconds of `cancu extract`, the start of each process among them; it prints the same bytes:",
        )
        add(*processes(Path(folder), given.rounds))


if __name__ == "__main__":
    main()
