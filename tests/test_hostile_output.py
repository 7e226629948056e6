"""What names and texts may hold never steers a terminal, a spreadsheet or an assistant."""

import csv
import io
import json
import unicodedata

import pytest

from cancu import mcp_server
from cancu.graph.store.base import Rows
from cancu.render import FORMATS, escape_controls, json_line, render

STEERING = ["\x1b[31m", "\x1b]0;x\x07", "\x08", "\r", "\x7f", "\x9b31m", "\u202e", "\u2066", "\u200f", "\u061c", "\u2028", "\x00",
            "\u200b", "\u2060", "\ufeff", "\U000e0041", "\ud800"]  # fmt: skip
FORMULAS = ["=1+1", "+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\u200b=1", "＝1+1", "－1", "＋1", "＠x", "|calc",
            "%0A=1", "\"=1", "'=1", "\ufeff=1"]  # fmt: skip


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("steering", STEERING, ids=ascii)
def test_no_character_steers_the_terminal(form: str, steering: str) -> None:
    row = (f"Kế{steering}hoạch", {"id": f"a{steering}", "key": f"k{steering}"}, [f"x{steering}"])
    shown = render(("title", f"document{steering}", "sentence"), [row], form)
    assert not [c for c in shown if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    if form == "json":
        assert json.loads(shown)["title"] == f"Kế{steering}hoạch"
    assert escape_controls(json_line(row)) == json_line(row)


@pytest.mark.parametrize("formula", FORMULAS, ids=ascii)
def test_no_cell_is_a_formula(formula: str) -> None:
    shown = render((formula, "b"), [(formula, f"a;{formula}"), ({"id": formula}, [formula])], "csv")
    for row in csv.reader(io.StringIO(shown)):
        assert row[0].startswith("'"), row
    assert f'"a;{escape_controls(formula)}"' in shown.replace('""', '"'), (
        "what splits at other marks finds the quotation marks"
    )


def test_an_answer_for_an_assistant_is_cut_by_bytes_and_says_so() -> None:
    rows = tuple((n, "chữ " * 2000) for n in range(100))
    text = mcp_server._rows(Rows(columns=("n", "words"), rows=rows))
    told = json.loads(text)
    assert len(text.encode()) <= mcp_server.ANSWER_BYTES + 500
    assert told["truncated"] and told["count"] == len(told["rows"]) < 100 and "ask for fewer columns" in told["cut"]
    large = json.loads(mcp_server._rows(Rows(columns=("words",), rows=(("a" * 10_000_000,),))))
    assert large["rows"] == [] and large["truncated"]
    whole = json.loads(mcp_server._rows(Rows(columns=("n",), rows=((1,), (2,)))))
    assert whole == {"rows": [{"n": 1}, {"n": 2}], "count": 2, "truncated": False}
