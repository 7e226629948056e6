"""With --lang vi no line that any command prints has an English word of ours in it."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cancu import cli
from cancu.corpus import read_corpus
from cancu.demo import examples
from cancu.extract import Source
from cancu.graph.identity import LEVELS
from cancu.ingest.readings import transcripts
from cancu.knowledge.base import built_in
from cancu.language.numbers import forms
from cancu.messages import messages, sentences, translated
from cancu.models import Relation
from cancu.queries import catalogue
from cancu.queries.values import CHOICES
from cancu.review import review_draft

WORD = re.compile(r"(?<!\w)[A-Za-z]{2,}(?!\w)")


def words(text: str) -> set[str]:
    """The words in ASCII letters, but for those in capitals: CREATE, UBND."""
    return {word.lower() for word in WORD.findall(text) if not word.isupper()}


ENGLISH = {word for text in sentences() for word in words(re.sub(r"`[^`]*`|--\S+", " ", text))}
ENGLISH |= {word for said in messages().values() for word in words(said["en"])}
VIETNAMESE = {word for text in sentences().values() for word in re.findall(r"\w+", text.lower())}
VIETNAMESE |= {word for said in messages().values() for word in re.findall(r"\w+", said["vi"].lower())}
VIETNAMESE |= {word for query in catalogue().values() for word in re.findall(r"\w+", query.title.lower())}
OURS = ENGLISH - VIETNAMESE
"""Words that stand in English sentences of the program, and in no Vietnamese one."""
DATA = re.compile(
    r"cancu .*|\(quy tắc \w+\)|dạng số \w+|^ *(?!cancu )[a-z-]+ |\([a-z_, ]+\)|“[^”]*”|‘[^’]*’|'[^']*'|\"[^\"]*\"|`[^`]*`|\([^()]*/[^()]*\)|\[[\w|.-]+\]|(?<!\w)--?[\w-]+|\S*[/\\_.:=|@]\S*|\{[^{}]*\}|\b[a-z]+-[a-z-]+\b"
)
"""What is no sentence of ours: quotations, numbers of documents, paths, options, choices, names with a dash, commands to type."""


NAMES = {word for row in built_in().places for word in words(row.name)}
IDENTIFIERS = {parameter.name for query in catalogue().values() for parameter in query.parameters} | set(catalogue())
IDENTIFIERS |= {choice for choices in CHOICES.values() for choice in choices} | set(LEVELS)
for _command in cli.main.commands.values():
    for _parameter in _command.params:
        IDENTIFIERS |= set(getattr(_parameter.type, "choices", ()))
CODES = re.compile("|".join(relation.value for relation in Relation))


def english_in(text: str, known: set[str] | frozenset[str] = frozenset()) -> list[str]:
    """The lines with English words of ours, or codes of relations."""
    return [
        line
        for line in text.splitlines()
        if words(bare := DATA.sub(" ", line)) & OURS - NAMES - known or CODES.search(bare)
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample documents beside files that cannot be read, built."""
    found = tmp_path_factory.mktemp("kho")
    for path in sorted(examples().glob("*.*")):
        shutil.copy(path, found)
    (found / "trong.txt").write_bytes(b"")
    (found / "hong.pdf").write_bytes(b"%PDF-1.7\nhong")
    (found / "cu.docx").write_bytes(b"PK\x03\x04 cut")
    (found / "la.xyz").write_bytes(b"?")
    return found


def run(folder: Path, *words: str) -> Result:
    result = CliRunner().invoke(
        cli.main,
        [*words, "--lang", "vi"],
        prog_name="cancu",
        env={"CANCU_STORE": str(folder / ".graph"), "COLUMNS": "400"},
    )
    assert not isinstance(result.exception, Exception) or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture(scope="module")
def built(folder: Path) -> Result:
    return run(folder, "build", str(folder))


def test_building_tells_what_was_read_and_why_the_rest_was_not(built: Result, folder: Path) -> None:
    assert not english_in(built.stderr)
    assert "tệp trống; hãy bỏ ra hoặc đưa nội dung vào" in built.stderr
    assert "đã đọc 19 văn bản" in built.stderr
    assert not english_in(run(folder, "watch", str(folder), "--once").stderr)


@pytest.mark.parametrize("name", ["", *cli.main.commands])
def test_help(name: str, folder: Path) -> None:
    said = run(folder, *filter(None, [name]), "--help").output
    assert "Cách dùng:" in said and not english_in(said, IDENTIFIERS)


@pytest.mark.parametrize("name", catalogue())
def test_stored_queries(name: str, folder: Path, built: Result) -> None:
    said = run(folder, "query", name, *shlex.split(catalogue()[name].example), "--no-evidence")
    rules = {form.id for form in forms()} if name == "evidence" else frozenset()
    assert said.exit_code < 2 and not english_in(said.output, rules)


COMMANDS = (
    ("audit",),
    ("verify",),
    ("changes", "--since", "today"),
    ("cypher", "MATCH (d:Document) RETURN d.id AS id, d.level AS level LIMIT 2", "--limit", "1"),
    ("ask", "kế hoạch nào thực hiện Đề án 06", "--limit", "2", "--no-evidence"),
    ("query", "most-cited", "--limit", "2"),
    ("query", "card", "24/KH-UBND", "-o", "{out}/card.xlsx"),
    ("check", "{folder}/du-thao-ke-hoach-quang-ngai.txt"),
    ("check", "{folder}/du-thao-ke-hoach-quang-ngai.txt", "-o", "{out}/review.html"),
    ("draw", "Đề án 06", "-o", "{out}/lineage.svg"),
    ("draw", "{folder}/chi-thi-04-nam-2024.txt", "--text", "-o", "{out}/text.html"),
    ("export", "-o", "{out}/graph.csv"),
    ("export", "--format", "browser", "-o", "{out}/browser"),
    ("demo", "-o", "{out}/demo.html"),
    ("--version",),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_commands(command: tuple[str, ...], folder: Path, built: Result, tmp_path: Path) -> None:
    said = run(folder, *(word.format(folder=folder, out=tmp_path) if "{" in word else word for word in command))
    assert said.exit_code < 2 and not english_in(said.output)


def test_what_queries_take_and_what_the_graph_holds(folder: Path) -> None:
    listed = run(folder, "queries").stdout
    assert "Văn bản nào thực hiện văn bản này" in listed and not english_in(listed, IDENTIFIERS)
    held = [line.rsplit("  ", 1)[-1] for line in run(folder, "schema", "--format", "table").stdout.splitlines()[2:]]
    glossed = "\n".join(re.sub(r"[\w ]+ \([^()]*\)", " ", line) for line in held)
    assert "Số, ký hiệu như vẫn viết" in glossed and not english_in(glossed, {"schema"})


def test_what_extract_and_load_tell(folder: Path, built: Result, tmp_path: Path) -> None:
    printed = run(folder, "extract", str(folder), "-o", str(tmp_path / "a.jsonl"))
    assert not english_in(printed.stderr)
    assert not english_in(run(folder, "load", str(tmp_path / "a.jsonl"), "--store", str(tmp_path / "graph")).stderr)


@pytest.mark.parametrize("path", sorted(examples().glob("*quang-ngai.txt")), ids=lambda path: path.stem)
def test_explanations(path: Path, folder: Path) -> None:
    assert not english_in(run(folder, "explain", str(path)).output)


def test_every_reason_of_the_sample_documents(folder: Path) -> None:
    corpus, failures = read_corpus([str(folder)]), list[str]()
    mentions = [*corpus.resolved.mentions]
    reasons: set[str | None] = set()
    for path in sorted(examples().glob("*.*")):
        for read in transcripts(str(path), failures):
            reviewed = review_draft(Source.of(read))
            mentions += reviewed.resolved.mentions
            reasons |= {told for f in reviewed.review.findings for told in (f.reason, f.proof)}
    reasons |= {m.reason for m in mentions} | {repair.proof for m in mentions for repair in m.repairs}
    said = {reason: translated("vi", reason) for reason in reasons - {None} if reason and not reason.startswith("“")}
    assert len(said) > 15
    assert not {reason: told for reason, told in said.items() if english_in(told)}


WRONG = (
    (),
    ("buil",),
    ("build", "--x"),
    ("build", "--prun"),
    ("build",),
    ("build", "/nowhere/at/all"),
    ("build", "{folder}/trong.txt", "--jobs", "0"),
    ("build", "{folder}/trong.txt", "--jobs", "x"),
    ("build", "{folder}/trong.txt", "--decisions", "/nowhere"),
    ("query",),
    ("query", "implementer"),
    ("query", "implementers"),
    ("query", "implementers", "1/KH-XX"),
    ("query", "implementers", "Đề án 06", "nowhere"),
    ("query", "implementers", "Đề án 06", "--select", "places:x"),
    ("query", "implementers", "Đề án 06", "--select", "+"),
    ("query", "implementers", "Đề án 06", "-p", "x"),
    ("query", "implementers", "Đề án 06", "-p", "x=1"),
    ("query", "implementers", "Đề án 06", "-p", "year=x"),
    ("query", "implementers", "Đề án 06", "-p", "level=x"),
    ("query", "implementers", "Đề án 06", "-p", "depth=90"),
    ("query", "implementers", "a", "b", "c", "d", "e", "f", "g", "h"),
    ("query", "card", "UBND"),
    ("query", "status", "Đề án 06", "x"),
    ("query", "card", "24/KH-UBND", "--format", "yaml"),
    ("query", "card", "24/KH-UBND", "--limit", "0"),
    ("query", "card", "24/KH-UBND", "-o", "{out}/a.doc"),
    ("query", "card", "24/KH-UBND", "-o", "{out}/a.csv", "--format", "csv"),
    ("query", "card", "24/KH-UBND", "--bom"),
    ("query", "card", "24/KH-UBND", "--store", "{out}/none"),
    ("query", "card", "24/KH-UBND", "--store", "ftp://x"),
    ("query", "card", "24/KH-UBND", "--store", "{folder}/trong.txt"),
    ("ask", "trời hôm nay có mưa không"),
    ("ask", "x" * 3000),
    ("cypher", "CREATE (d:Document)"),
    ("cypher", "MATCH (d"),
    ("cypher", ""),
    ("changes", "--since", "x"),
    ("check", "{folder}"),
    ("check", "{folder}/trong.txt"),
    ("check", "{folder}/chi-thi-04-nam-2024.txt", "--on", "x"),
    ("check", "{folder}/chi-thi-04-nam-2024.txt", "-o", "{out}/a.doc"),
    ("check", "--on"),
    ("explain", "{folder}/trong.txt"),
    ("explain", "{folder}/chi-thi-04-nam-2024.txt", "--at", "x"),
    ("draw", "Đề án 06", "-o", "{out}/a.doc"),
    ("draw", "Đề án 06", "--up", "x"),
    ("draw", "Đề án 06", "--form", "coverage", "--portrait"),
    ("draw", "{folder}/chi-thi-04-nam-2024.txt"),
    ("export", "-o", "{out}/a.doc"),
    ("export", "-o", "-"),
    ("export", "--bom", "-o", "{out}/a.json"),
    ("export", "x", "--format", "browser", "-o", "{out}/b"),
    ("copy", "--from", "a", "--to", "a"),
    ("load", "{folder}/trong.txt", "x"),
    ("load", "{folder}/hong.pdf"),
    ("load", "/nowhere"),
    ("serve", "/nowhere"),
    ("manual",),
    ("manual", "x"),
    ("watch", "--once=1", "x"),
)


@pytest.mark.parametrize("command", WRONG, ids=lambda command: " ".join(command)[:50])
def test_wrong_use(command: tuple[str, ...], folder: Path, built: Result, tmp_path: Path) -> None:
    said = run(folder, *(word.format(folder=folder, out=tmp_path) if "{" in word else word for word in command))
    assert said.exit_code and not english_in(said.output, IDENTIFIERS)


def test_json_and_csv_are_the_same_in_each_language_and_words_with_labels(folder: Path, built: Result) -> None:
    asked = ("query", "implementers", "Đề án 06", "--format")
    for form in ("json", "csv"):
        english = CliRunner().invoke(cli.main, [*asked, form, "--store", str(folder / ".graph")])
        assert english.stdout == run(folder, *asked, form).stdout
    assert run(folder, *asked, "csv", "--labels").stdout.startswith('"văn bản","văn bản (số)","văn bản (ngày)"')
    assert '"cách thực hiện": "nói rõ là thực hiện"' in run(folder, *asked, "json", "--labels").stdout


@pytest.mark.parametrize(
    ("arguments", "environment", "first"),
    [
        (["--help"], {"LANG": "vi_VN.UTF-8"}, "Cách dùng"),
        (["--help"], {"LANG": "C"}, "Usage"),
        (["--help"], {"LANG": "C", "CANCU_LANG": "vi"}, "Cách dùng"),
        (["--help", "--lang", "en"], {"CANCU_LANG": "vi"}, "Usage"),
        (["--lang=vi", "build", "--help"], {}, "Cách dùng"),
        (["build", "--help", "--lang", "vi"], {}, "Cách dùng"),
    ],
)
def test_the_language_is_that_of_the_option_else_the_environment(arguments, environment, first):
    empty = dict.fromkeys(("CANCU_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))
    assert CliRunner().invoke(cli.main, arguments, env=empty | environment).stdout.startswith(first)
