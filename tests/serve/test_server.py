"""The server as it is started: its address, its end, a walk in a real browser, and others at the same store beside it."""

import os
import re
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cancu.graph.store.versions import owner_file
from tests.serve.conftest import EXAMPLES

ROOT = Path(__file__).parents[2]
DRAFT, MEANT = "du-thao-ke-hoach-quang-ngai.txt", "quyet-dinh-411-kinh-te-so.txt"
DROPPED = ("ke-hoach-de-an-06-thanh-hoa.txt", "quyet-dinh-06-de-an.txt", DRAFT)


def started(store, *arguments):
    """A server in a process of its own, and its address."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "cancu", "serve", *map(str, arguments), "--store", str(store), "--no-browser"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=Path(store).parent, env=environment
    )
    address = process.stdout.readline().strip()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?token=[\w-]+", address), (address, process.stderr.read())
    return process, address


def ended(process):
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=30)[1]
    assert process.returncode == 0, said
    return said


@pytest.fixture
def server(tmp_path):
    process, address = started(tmp_path / "graph")
    yield address
    if process.poll() is None:
        process.kill()
        process.wait()


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a POSIX signal")
def test_it_says_its_address_and_ends_cleanly(tmp_path):
    process, _ = started(tmp_path / "graph")
    assert ended(process).strip() == "ended"


def test_a_folder_that_is_not_there_is_wrong_use(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "cancu", "serve", str(tmp_path / "none"), "--no-browser"],
        capture_output=True, text=True, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip
    assert done.returncode == 2 and "no such folder" in done.stderr


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A file whose name and words are markup, and one of 300 MB that takes no room."""
    folder = tmp_path_factory.mktemp("hostile")
    named = folder / "<img src=x onerror=alert(1)>.txt"
    named.write_text("Số: 66/KH-UBND\n\nKẾ HOẠCH\n<script>alert(1)</script> triển khai Đề án 06\n", encoding="utf-8")
    large = folder / "lon.pdf"
    with large.open("wb") as stream:
        stream.truncate(300 << 20)
    return named, large


def drop(page, paths):
    """Drag files from outside over the page and let them fall, as a hand does."""
    session = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "x": 500, "y": 250, "data": data})
    session.detach()


def test_a_walk_through_the_pages(server, page, hostile, tmp_path):
    base = server.partition("/?")[0]
    page.goto(server)
    assert "token" not in page.url
    drop(page, [*(EXAMPLES / name for name in DROPPED), *hostile])
    page.wait_for_selector("#sent li.unread")
    assert "lon.pdf" in page.inner_text("#sent li.unread") and "100 MB" in page.inner_text("#sent li.unread")
    page.wait_for_selector("#work[data-busy=no] .upload.read >> nth=3", timeout=120_000)
    page.wait_for_selector("table.list")
    assert page.locator(".upload.read").count() == 4 and page.locator("img").count() == 0
    page.click("table.list a:text-is('24/KH-UBND')")
    page.wait_for_selector("article.paper .cite >> nth=5")
    basis = page.inner_text("#bases li a >> nth=0").split(" ")[0]
    page.click("#bases blockquote a >> nth=0")
    page.wait_for_url("**?at=*")
    assert page.locator("#at").count() == 1 and page.locator("#at").is_visible()
    assert basis in page.inner_text("#at")
    page.click("nav a[href='/ask']")
    page.fill("input[name=q]", "Những kế hoạch nào của Thanh Hóa triển khai Đề án 06?")
    page.keyboard.press("Enter")
    page.wait_for_selector("table.rows")
    with page.expect_download() as coming:
        page.click(".exports a >> nth=0")
    coming.value.save_as(tmp_path / "answer.xlsx")
    rows = [*load_workbook(tmp_path / "answer.xlsx").active.iter_rows(values_only=True)]
    assert rows[0][0] == "văn bản" and any("24/KH-UBND" in str(row[0]) for row in rows[1:])
    page.click("nav a[href='/review']")
    drop(page, [EXAMPLES / DRAFT])
    page.click("form[action='/review'] button")
    page.wait_for_selector("iframe")
    page.frame_locator("iframe").locator("main.review .sheet").wait_for()
    page.goto(f"{base}/coverage?d=06/QĐ-TTg")
    assert page.locator("li.tile").count() == 34
    page.click(".tongue a")
    page.wait_for_selector("h1:text-is('Coverage')")
    assert page.locator("html[lang=en]").count() == 1


def test_a_doubtful_identity_is_settled_by_hand(server, page):
    page.goto(server)
    drop(page, [EXAMPLES / DRAFT, EXAMPLES / MEANT])
    page.wait_for_selector("#work[data-busy=no] .upload.read >> nth=1", timeout=120_000)
    page.click("nav a[href='/decide']")
    assert "411/QĐ-TTg" in page.inner_text(".doubtful blockquote")
    assert "kinh tế số" in page.inner_text(".candidate"), "and of what it may be"

    def settled(press, **typed):
        for name, text in typed.items():
            page.fill(f"{press[0]} input[name={name}]", text)
        page.click(f"{press[0]} {press[1]}")
        page.wait_for_selector("article.doubtful", state="detached")
        page.click("button[value=undo]")
        page.wait_for_selector("article.doubtful")

    settled((".candidate form", "button[value=same]"), who="Lê Thị Bình", why="cùng trích yếu")
    settled((".candidate form", "button[value=different]"))
    page.click(".doubtful summary")
    settled((".doubtful details form", "button[value=other]"), other="vn/2022/411-qd-ttg")
    assert page.locator(".judged li").count() == 3 and page.locator(".judged del").count() == 3
    page.wait_for_selector("#settling:has-text('đã được nối lại')", timeout=60_000)


def test_a_whole_folder_is_dropped(server, page, tmp_path):
    folder = tmp_path / "gửi" / "bên trong"
    folder.mkdir(parents=True)
    shutil.copy(EXAMPLES / DRAFT, folder)
    shutil.copy(EXAMPLES / MEANT, folder.parent)
    page.goto(server)
    drop(page, [folder.parent])
    page.wait_for_selector("#work[data-busy=no] .upload.read >> nth=1", timeout=120_000)


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a POSIX signal")
def test_others_work_at_the_store_while_it_is_served(tmp_path, page, request):
    """Two browsers, three command lines, an assistant and a build, while the server reads its folder: all are answered."""
    store = tmp_path / "graph"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}

    def cancu(*arguments):
        command = [sys.executable, "-m", "cancu", *arguments, "--store", str(store)]
        return subprocess.run(
            command, capture_output=True, text=True, env=environment, cwd=tmp_path, timeout=300, check=False
        )

    pytest.importorskip("mcp", reason="the optional part is not installed: pip install 'cancu[mcp]'")
    assert cancu("build", str(EXAMPLES)).returncode == 0
    process, address = started(store, EXAMPLES)
    key = owner_file(store).read_text()
    other = page.context.browser.new_page()
    request.addfinalizer(other.close)
    for one in (page, other):
        one.set_default_timeout(60_000)
        one.goto(address)
    base = address.partition("/?")[0]
    try:
        with ThreadPoolExecutor(8) as pool:
            asked = [pool.submit(cancu, "query", "implementers", "06/QĐ-TTg", "--format", "json") for _ in range(3)]
            build = pool.submit(cancu, "build", "--again", str(EXAMPLES))
            assistant = pool.submit(_called, store, "implementers", document="06/QĐ-TTg")
            turns = 0
            while turns < 3 or not all(one.done() for one in (*asked, build, assistant)):
                for one, path in ((page, "/"), (other, "/doc/thanh-hoa/2023/24-kh-ubnd")):
                    assert one.goto(base + path).status == 200
                    assert "24/KH-UBND" in one.content()
                turns += 1
            for one in asked:
                assert one.result().returncode == 0 and len(one.result().stdout.splitlines()) == 11, one.result().stderr
            assert build.result().returncode == 0, build.result().stderr
            assert "24/KH-UBND" in assistant.result()
        assert owner_file(store).read_text() == key, "one has answered for all"
    finally:
        said = ended(process)
    assert said.strip() == "ended" and not owner_file(store).exists()
    assert len(cancu("query", "implementers", "06/QĐ-TTg", "--format", "json").stdout.splitlines()) == 11


def _called(store, tool, **arguments):
    """What an assistant gets when it calls a tool."""
    import anyio
    from mcp import ClientSession, StdioServerParameters
    from mcp.client.stdio import stdio_client

    command = ["-m", "cancu", "mcp", "--store", str(store)]
    server = StdioServerParameters(command=sys.executable, args=command, env={**os.environ, "PYTHONPATH": str(ROOT)})

    async def run():
        async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
            await session.initialize()
            return (await session.call_tool(tool, arguments)).content[0].text

    return anyio.run(run)


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a POSIX signal")
def test_what_was_just_built_is_in_the_next_answer(tmp_path):
    """The server answers with what another command has loaded, and a question asks it, not the files."""
    store, environment = tmp_path / "graph", {**os.environ, "PYTHONPATH": str(ROOT)}

    def cancu(*arguments):
        command = [sys.executable, "-X", "importtime", "-m", "cancu", *arguments, "--store", str(store)]
        return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path, check=False)

    process, _ = started(store)
    try:
        assert "there is no store" in cancu("query", "most-cited").stderr
        for n, name in enumerate(DROPPED[:2], 1):
            assert cancu("build", str(EXAMPLES / name)).returncode == 0
            done = cancu("cypher", "MATCH (d:Document) WHERE d.in_corpus RETURN d.id", "--format", "json")
            assert len(done.stdout.splitlines()) == n, done.stderr
            assert "arcadedb" not in done.stderr, "the engine was not even loaded"
    finally:
        ended(process)
