"""Both languages say everything, and nothing is said that is in no catalogue."""

import ast
import inspect
import re
import string
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

import click
import pytest
from jinja2 import Environment, nodes

from cancu import cli
from cancu.manual import schema_rows
from cancu.messages import LANGUAGES, catalogue_word, locale_language, messages, placeholders, sentences, translated
from cancu.models import Relation, State
from cancu.queries import catalogue
from cancu.queries.values import CHOICES
from cancu.render import _CATALOGUE_PARTS

PACKAGE = Path(cli.__file__).parent
DATA = PACKAGE / "messages" / "data"
SAID = ("Error", "Unread", "BadParameter", "Damage", "_say", "_warn", "_translate", "_refuse", "_no_record", "_finding")
"""Endings of the names of what takes a sentence for people."""
NO_PERSON = ("ImportError",)


def named_placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_files_are_toml_and_read_whole():
    files = {path.name: tomllib.loads(path.read_text(encoding="utf-8")) for path in DATA.glob("*.toml")}
    named = {f"{part}.{name}": said for part, rows in files.pop("named.toml").items() for name, said in rows.items()}
    rows = [row for parts in files.values() for part in parts.values() for row in part.items()]
    assert messages() == named
    assert sentences() == dict(rows)
    assert len(rows) == len(dict(rows)), "a sentence stands twice"


def test_each_message_is_whole_in_each_language():
    assert not [
        name
        for name, said in messages().items()
        if set(said) != set(LANGUAGES)
        or not all(text.strip() and unicodedata.is_normalized("NFC", text) for text in said.values())
        or len({frozenset(named_placeholders(text)) for text in said.values()}) > 1
    ]


def test_every_message_that_is_named_is_there_and_every_part_is_used():
    named, parts = set(), set()
    for path in [*PACKAGE.rglob("*.py"), *PACKAGE.glob("serve/pages/*")]:
        text = path.read_text(encoding="utf-8")
        named |= set(re.findall(r"""(?:\bt\(|\bsay\([^,()]+, )['"]([a-z_]+\.\w+)['"]\s*[,)]""", text))
        for pattern in (
            r"""['"]([a-z_]+)\.['"] ?~""",
            r"""say\([^,()]+, f?["']([a-z_]+)\.""",
            r"""(?<![\w.])word\(['"](\w+)['"]""",
        ):
            parts |= set(re.findall(pattern, text))
        parts |= {part for several in _CATALOGUE_PARTS.values() for part in several}
        parts |= set(re.findall(r"""(?:catalogue_words?)\([\w.]+(?:\(\))?, ["'](\w+)["']""", text))
    assert named <= set(messages()), named - set(messages())
    assert parts <= {name.partition(".")[0] for name in messages()}
    unused = {n for n in messages() if n not in named and n.partition(".")[0] not in parts | {"list"}}
    assert not {n for n in unused if not n.endswith(".title")}, unused


def test_every_message_is_given_what_it_names():
    """Also where no test asks for it: a value under another name would end in an error in the face of a reader."""
    given = [
        (path.name, call.lineno, call.args[1].value, {one.arg for one in call.keywords})
        for path in PACKAGE.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "say" and len(call.args) > 1
        and isinstance(call.args[1], ast.Constant)
    ]  # fmt: skip
    for page in PACKAGE.glob("serve/pages/*"):
        for call in Environment().parse(page.read_text(encoding="utf-8")).find_all(nodes.Call):
            if getattr(call.node, "name", "") == "t" and isinstance(call.args[0], nodes.Const):
                given.append((page.name, call.lineno, call.args[0].value, {one.key for one in call.kwargs}))
    assert len(given) > 100
    assert not [one for one in given if None not in one[3] and named_placeholders(messages()[one[2]]["en"]) != one[3]]


def test_states_and_relations_have_words():
    for part, values in (("state", State), ("relation", Relation), ("inverse", Relation)):
        assert {f"{part}.{value.value}" for value in values} <= set(messages())


def test_every_column_of_an_answer_has_a_word():
    columns = {column for query in catalogue().values() for column in query.columns}
    assert {f"column.{column}" for column in columns} <= set(messages())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_columns_of_an_answer_have_one_word(language):
    assert not [
        name
        for name, query in catalogue().items()
        if len({catalogue_word(language, "column", column) for column in query.columns}) < len(query.columns)
    ]


def test_every_parameter_and_choice_has_a_word():
    parameters = [p for query in catalogue().values() for p in query.parameters]
    choices = {choice for p in parameters for choice in (p.choices or CHOICES.get(p.type, ()))}
    assert {f"parameter.{p.name}" for p in parameters} <= set(messages())
    assert not [one for one in choices if not {f"word.{one}", f"contradiction.{one}"} & set(messages())]


def templates(node):
    """What an expression may say, {} in place of what differs."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.JoinedStr):
        return ["".join(v.value if isinstance(v, ast.Constant) else "{}" for v in node.values)]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        before, after = templates(node.left) or ["{}"], templates(node.right) or ["{}"]
        return [a + b for a in before for b in after]
    if isinstance(node, ast.IfExp):
        return templates(node.body) + templates(node.orelse)
    return []


@cache
def trees():
    """All modules but those of the link index, whose errors mean that the store answers instead: nobody is told."""
    paths = sorted(path for path in PACKAGE.rglob("*.py") if PACKAGE / "graph" / "index" not in path.parents)
    return [ast.parse(path.read_text(encoding="utf-8")) for path in paths]


def told():
    """What the program tells people as an error, a reason or a line of progress."""
    for node in (node for tree in trees() for node in ast.walk(tree)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if (name.endswith(SAID) and name not in NO_PERSON) or "reason" in (k.arg for k in node.keywords):
                reasons = [keyword.value for keyword in node.keywords if keyword.arg == "reason"]
                for text in (text for argument in [*node.args, *reasons] for text in templates(argument)):
                    if re.search(r"[a-z]{2} [a-z]", text.replace("{}", "")):
                        yield text


def helped():
    """Every sentence of the help."""
    for command in [cli.main, *cli.main.commands.values()]:
        for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
            if not paragraph.startswith("\b"):
                yield " ".join(paragraph.split())
        for option in command.params:
            if text := getattr(option, "help", None):
                yield from re.fullmatch(r"(.*?)(?:  \[(.*)\])?", text, re.DOTALL).groups(default="")


def held():
    """What the schema says of the graph."""
    return {row[-1] for row in schema_rows()}


def test_what_people_are_told_is_said_in_vietnamese():
    spoken_of = sorted({text.replace("{}", "7") for text in {*told(), *helped(), *held()} - {""}})
    assert len(spoken_of) > 400
    assert not [text for text in spoken_of if translated("vi", text) == text or translated("en", text) != text]


def test_a_sentence_has_the_same_holes_in_both_languages():
    assert not [
        english
        for english, vietnamese in sentences().items()
        if "{n}" in vietnamese
        or not set(placeholders(vietnamese)) <= set(placeholders(english))
        or not unicodedata.is_normalized("NFC", vietnamese)
        or not vietnamese.strip()
        or vietnamese == english
    ]


def test_a_sentence_tells_where_its_holes_end():
    assert not [
        english
        for english in sentences()
        if "}{" in english or ("{" in english and "{n}" not in english and len(english.replace("{}", "")) <= 3)
    ]


@cache
def spoken():
    """All strings of the program and of its help, one a line, {} in place of what differs."""
    found = set(helped())
    for command in cli.main.commands.values():
        defaults = (getattr(param, "show_default", None) for param in command.params)
        found |= {f"({told})" for told in defaults if isinstance(told, str)}
    for tree in trees():
        silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if id(node) not in silent:
                found |= {re.sub(r"\{\w+\}", "{}", text) for text in templates(node)}
    return "\n".join([*found, *(query.cypher for query in catalogue().values())])


OTHERS = tomllib.loads((DATA / "click.toml").read_text(encoding="utf-8"))
SEAM = re.compile(
    r"\{n?\}|: |\(|\n|  | or | (?=added|removed|from|was found|has|have|what)| (?:and )?(?:was|were) |(?<=what) | of (?=\{)| in (?=\{)|(?<=has) |(?<=have) | (?=since \{|by \{)| and (?=no |\{)"
)
"""Where the program puts sentences together."""


def test_every_sentence_is_one_that_the_program_says():
    def said(english):
        pieces = (piece.strip(" ;:,.()“”").removesuffix("s") for piece in SEAM.split(english))
        return english in spoken() or all(piece in spoken() for piece in pieces)

    others = {text for part in OTHERS.values() for text in part}
    assert not [english for english in sentences() if english not in others and not said(english)]


def test_what_click_says_is_what_we_translate():
    says = "".join(path.read_text(encoding="utf-8") for path in Path(click.__file__).parent.glob("*.py"))

    def said(english):
        pieces = re.split(r"\{\}|'|:\n\t|\. |: | --help|(?:integer|float)(?: range)?", english)
        return english == "Example:" or all(piece.strip(" .:?()") in says for piece in pieces)

    assert not [english for english in OTHERS["click"] if not said(english)]


def test_arguments_of_the_help_have_names():
    for command in cli.main.commands.values():
        for param in command.params:
            for name in re.findall(r"[A-Z]{4,}", param.metavar or ""):
                assert catalogue_word("vi", "metavar", name) != name


def test_an_unknown_sentence_stays_and_holes_are_filled():
    assert translated("vi", "something new") == "something new"
    assert "word/x.xml" in translated("vi", "its part word/x.xml unpacks to more than 200 MB")
    assert translated("vi", "a.zip: it has more than 10,000 members; split it") == (
        "a.zip: tệp nén có hơn 10.000 tệp; hãy tách ra"
    )


def test_several_sentences_are_each_translated():
    assert translated("vi", "date: 01/02/2023 here, 01/03/2023 there; year: 2023 here, 2024 there; new") == (
        "ngày: ở đây ghi 01/02/2023, văn bản được dẫn là 01/03/2023; năm: ở đây ghi 2023, văn bản được dẫn là 2024; new"
    )


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "vi_VN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "vi_VN"}, "vi"),
        ({"LANG": "fr_FR"}, "en"),
        ({"LC_ALL": "", "LANG": "vi"}, "vi"),
    ],
)
def test_the_language_of_a_locale(environment, language):
    assert locale_language(environment) == language
