"""The tools as an assistant calls them, through the SDK's own client."""

import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import anyio
import pytest

pytest.importorskip("mcp", reason="the optional part is not installed: pip install 'cancu[mcp]'")

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.shared.memory import create_connected_server_and_client_session

from cancu.api import OpenGraph
from cancu.assistants import TOOLS
from cancu.graph.store import open_store
from cancu.mcp_server import SCHEMA, make_server
from cancu.queries import catalogue
from tests.queries.corpus import DEPARTMENT, PLAN, SCHEME, question_graph

Work = Callable[[ClientSession], Awaitable[Any]]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    where = str(tmp_path_factory.mktemp("mcp") / "store")
    with closing(open_store(where)) as store:
        store.create_schema()
        store.load(question_graph())
    return where


def in_own_loop(work: Callable[[], Awaitable[Any]]) -> Any:
    """What a coroutine gives, run in a thread of its own: a browser that other tests opened keeps its loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(anyio.run, work).result()


def with_session(url: str, work: Work) -> Any:
    """What `work` gives in a session with a server in this process."""

    async def run() -> Any:
        with OpenGraph(url) as graph:
            async with create_connected_server_and_client_session(make_server(graph)) as session:
                return await work(session)

    return in_own_loop(run)


def call(url: str, tool: str, **arguments: Any) -> tuple[bool, str]:
    async def work(session: ClientSession) -> tuple[bool, str]:
        result = await session.call_tool(tool, arguments)
        return bool(result.isError), result.content[0].text  # type: ignore[union-attr]

    failed, text = with_session(url, work)
    return failed, text


def test_over_stdin_and_stdout(url: str) -> None:
    async def run() -> tuple[Any, Any, Any]:
        command = StdioServerParameters(command=sys.executable, args=["-m", "cancu", "mcp", "--store", url])
        async with stdio_client(command) as (read, write), ClientSession(read, write) as session:
            started = await session.initialize()
            tools = await session.list_tools()
            return (
                started,
                tools,
                await session.call_tool("implementers", {"document": "Đề án 06", "level": "province"}),
            )

    started, tools, result = in_own_loop(run)
    assert started.serverInfo.name == "cancu"
    assert "quote them" in started.instructions
    assert {tool.name for tool in tools.tools} == {*catalogue(), *TOOLS, "ask", "cypher"}
    assert all(tool.annotations.readOnlyHint for tool in tools.tools)
    answer = json.loads(result.content[0].text)
    assert result.structuredContent == answer
    assert answer["count"] == len(answer["rows"])
    assert answer["rows"][0]["document"]["id"] == PLAN
    assert answer["rows"][0]["sentence"] == "Triển khai Đề án 06 của Thủ tướng."


def test_parameters_are_described(url: str) -> None:
    async def work(session: ClientSession) -> Any:
        return await session.list_tools()

    tools = {tool.name: tool.inputSchema for tool in with_session(url, work).tools}
    assert tools["implementers"]["required"] == ["document"]
    assert tools["implementers"]["properties"]["depth"]["default"] == 8
    assert "IMPLEMENTS" in tools["cites"]["properties"]["relation"]["enum"]


def test_limit_and_question(url: str) -> None:
    failed, text = call(url, "implementers", document=SCHEME, limit=1)
    answer = json.loads(text)
    assert (failed, answer["count"], answer["truncated"]) == (False, 1, True)
    failed, text = call(url, "ask", question="Những văn bản nào của Thanh Hóa triển khai Đề án 06?")
    answer = json.loads(text)
    assert (answer["query"], answer["parameters"]["place"]) == ("implementers", "thanh-hoa")
    assert DEPARTMENT in {row["document"]["id"] for row in answer["rows"]}
    assert "not_used" not in answer
    failed, text = call(url, "ask", question="Cơ quan nào của Thanh Hóa ban hành bao nhiêu quyết định mỗi năm?")
    assert json.loads(text)["not_used"] == ["quyết định"]


@pytest.mark.parametrize(
    ("tool", "arguments", "message"),
    [
        ("implementers", {"document": "99/QĐ-TTg"}, "no document is called '99/QĐ-TTg'"),
        ("implementers", {"document": "Kế hoạch thực hiện 06/QĐ-TTg"}, "may be this document"),
        ("implementers", {}, "'document' is a required property"),
        ("implementers", {"document": SCHEME, "colour": "red"}, "colour"),
        ("ask", {"question": "thời tiết"}, "what can be asked"),
        ("no-such-tool", {}, "no-such-tool"),
        ("cypher", {"statement": "MATCH (d:Document) SET d.key = 'x' RETURN d"}, "SET: queries only read"),
        ("cypher", {"statement": "CREATE (d:Document {id: 'x'}) RETURN d"}, "CREATE"),
        ("cypher", {"statement": "MATCH (d) DETACH DELETE d"}, "DETACH"),
        ("cypher", {"statement": "LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row"}, "LOAD"),
        ("cypher", {"statement": "CALL dbms.components() YIELD name RETURN name"}, "may not call procedures"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_changes(
    url: str, tool: str, arguments: dict[str, Any], message: str
) -> None:
    failed, text = call(url, tool, **arguments)
    assert failed
    assert message in text
    assert "Traceback" not in text
    failed, text = call(url, "cypher", statement="MATCH (d:Document) RETURN count(d) AS n, collect(d.key) AS keys")
    assert json.loads(text)["rows"][0]["n"] == len(question_graph().documents)


def test_a_statement_that_reads(url: str) -> None:
    failed, text = call(
        url, "cypher", statement="MATCH (d:Document {id: $id}) RETURN d.key AS key", parameters={"id": PLAN}
    )
    assert (failed, json.loads(text)["rows"]) == (False, [{"key": "24/KH-UBND"}])


def test_the_command_says_when_there_is_no_graph(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="there is no store; make one with"):
        OpenGraph(str(tmp_path / "nowhere"))


DRAFT = """ỦY BAN NHÂN DÂN
TỈNH THANH HÓA
Số: 45/KH-UBND
Thanh Hóa, ngày 05 tháng 8 năm 2025

KẾ HOẠCH
Về phát triển thư viện số
Căn cứ Luật Giao dịch điện tử số 51/2005/QH11 ngày 29 tháng 11 năm 2005;
Thực hiện Quyết định số 06/QĐ-TTg ngày 06 tháng 01 năm 2022 của Thủ tướng Chính phủ.
"""


def test_a_draft_is_checked_and_explained(url: str) -> None:
    failed, text = call(url, "check", text=DRAFT)
    assert not failed
    assert any("51/2005/QH11" in finding["text"] for finding in json.loads(text)["findings"])
    failed, text = call(url, "explain", text=DRAFT)
    assert not failed
    assert any("IMPLEMENTS" in line for line in json.loads(text)["lines"])


def test_a_name_has_its_candidates(url: str) -> None:
    failed, text = call(url, "resolve_name", name="24/KH-UBND")
    assert not failed
    assert json.loads(text)["candidates"][0]["id"] == PLAN
    failed, text = call(url, "resolve_name", name="Bộ luật Lao động 2019")
    assert json.loads(text)["candidates"] == []
    assert json.loads(text)["register"][0]["key"] == "45/2019/QH14"


def test_a_picture_is_svg(url: str) -> None:
    failed, text = call(url, "draw", selector="Đề án 06", down=1)
    assert not failed
    assert json.loads(text)["svg"].count("<svg ") == 1


def test_the_schema_is_a_resource(url: str) -> None:
    async def work(session: ClientSession) -> Any:
        return (await session.list_resources()).resources, await session.read_resource(SCHEMA)  # type: ignore[arg-type]

    listed, read = with_session(url, work)
    assert [str(one.uri) for one in listed] == [SCHEMA]
    assert ":Document" in read.contents[0].text or "Document" in read.contents[0].text


def test_the_server_ends_when_the_client_leaves(url: str) -> None:
    command = [sys.executable, "-m", "cancu", "mcp", "--store", url]
    left = subprocess.run(command, input=b"", capture_output=True, timeout=60)
    assert (left.returncode, left.stderr) == (0, b"")
