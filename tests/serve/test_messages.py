"""Both languages say everything, and nothing is said that is in no catalogue."""

import ast
import re
import string
from pathlib import Path

import pytest

from cancu.models import Relation, State
from cancu.queries import catalogue
from cancu.queries.values import CHOICES
from cancu.serve.messages import LANGUAGES, messages, reason

PACKAGE = Path(__file__).parents[2] / "cancu" / "serve"
SOURCES = [*PACKAGE.glob("*.py"), *PACKAGE.glob("pages/*")]


def holes(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("name", messages())
def test_each_message_is_whole_in_each_language(name):
    said = messages()[name]
    assert set(said) == set(LANGUAGES)
    assert all(text.strip() for text in said.values())
    assert len({frozenset(holes(text)) for text in said.values()}) == 1


def test_every_message_that_is_named_is_there_and_every_part_is_used():
    named, parts = set(), set()
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        named |= set(re.findall(r"""(?:\bt\(|\bsay\(\w+, )['"]([a-z_]+\.\w+)['"]\s*[,)]""", text))
        parts |= set(
            re.findall(
                r"""['"]([a-z_]+)\.['"] ?~|say\(\w+, f["']([a-z_]+)\.\{|known\(\w+, ["'](\w+)["']|word\(['"](\w+)['"]""",
                text,
            )
        )
        parts |= set(re.findall(r"""say\(\w+, f?["']([a-z]+)\.""", text))
    flat = {part for group in parts for part in (group if isinstance(group, tuple) else (group,)) if part}
    assert named <= set(messages()), named - set(messages())
    assert flat <= {name.partition(".")[0] for name in messages()}
    unused = {n for n in messages() if n not in named and n.partition(".")[0] not in flat | {"list"}}
    assert not {n for n in unused if not n.endswith(".title")}, unused


def test_states_and_relations_have_words():
    for part, values in (("state", State), ("relation", Relation), ("inverse", Relation)):
        assert {f"{part}.{value.value}" for value in values} <= set(messages())


def test_every_column_of_an_answer_has_a_word():
    columns = {column for query in catalogue().values() for column in query.columns}
    assert {f"column.{column}" for column in columns} <= set(messages())


def test_every_parameter_and_choice_has_a_word():
    parameters = [p for query in catalogue().values() for p in query.parameters]
    choices = {choice for p in parameters for choice in (p.choices or CHOICES.get(p.type, ()))}
    assert {f"parameter.{p.name}" for p in parameters} | {f"word.{choice}" for choice in choices} <= set(messages())


READ = Path(__file__).parents[2] / "cancu" / "read"


def reasons():
    """Every reason that a reader writes down in one piece, what differs in it as a word."""
    for path in READ.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("ReadError", "Unread") and node.args:
                said = node.args[-1]
                parts = said.values if isinstance(said, ast.JoinedStr) else [said]
                if all(isinstance(p, ast.Constant | ast.FormattedValue) for p in parts):
                    text = "".join(p.value if isinstance(p, ast.Constant) else "7" for p in parts)
                    if not text.startswith("7: "):  # of a command alone
                        yield text


@pytest.mark.parametrize("text", sorted(set(reasons())))
def test_every_reason_of_the_readers_is_said_in_vietnamese(text):
    assert reason("vi", text) != text
    assert reason("en", text) == text


def test_an_unknown_reason_stays_and_holes_are_filled():
    assert reason("vi", "something new") == "something new"
    assert "word/x.xml" in reason("vi", "its part word/x.xml unpacks to more than 200 MB")
