"""The server as it is started: its address, its end, a walk in a real browser, and others at the same store beside it."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.serve.conftest import EXAMPLES
from tests.viz.conftest import FLAGS

ROOT = Path(__file__).parents[2]
DROPPED = ("ke-hoach-de-an-06-thanh-hoa.txt", "quyet-dinh-06-de-an.txt", "du-thao-ke-hoach-quang-ngai.txt")


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


@pytest.fixture
def page():
    """A page of a real browser that may neither fail nor ask anything of another host."""
    program = os.environ.get("CANCU_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        if os.environ.get("CANCU_REQUIRE_CHROMIUM"):
            pytest.fail("no Chromium")
        pytest.skip("no Chromium: install it, or set CANCU_CHROMIUM to its program")
    sync_api = pytest.importorskip("playwright.sync_api")
    troubles = []
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=FLAGS)
        opened = running.new_page(viewport={"width": 1400, "height": 900}, accept_downloads=True)
        opened.set_default_timeout(60_000)
        opened.on(
            "console",
            lambda m: troubles.append(f"console {m.type}: {m.text}") if m.type in ("error", "warning") else None,
        )
        opened.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        opened.on(
            "request",
            lambda r: None if r.url.startswith(("http://127.0.0.1:", "data:", "blob:")) else troubles.append(r.url),
        )
        opened.on("dialog", lambda dialog: (troubles.append("dialog"), dialog.dismiss()))
        yield opened
        running.close()
    assert not troubles


def test_a_walk_through_the_pages(server, page, tmp_path):
    base = server.partition("/?")[0]
    page.goto(server)
    assert "token" not in page.url
    hostile = tmp_path / "<img src=x onerror=alert(1)>.txt"
    hostile.write_text("Số: 66/KH-UBND\n\nKẾ HOẠCH\n<script>alert(1)</script> triển khai Đề án 06\n", encoding="utf-8")
    large = tmp_path / "lon.pdf"
    with large.open("wb") as stream:
        stream.truncate(300 << 20)  # 300 MB that take no room
    page.set_input_files("#files", [*(str(EXAMPLES / name) for name in DROPPED), str(hostile), str(large)])
    page.click("#drop button")
    page.wait_for_selector("#sent li.unread")
    assert "100 MB" in page.inner_text("#sent li.unread")
    page.wait_for_selector("#work[data-busy=no] .upload.read >> nth=3", timeout=120_000)
    page.wait_for_selector("table.list")
    assert page.locator(".upload.read").count() == 4 and page.locator("img").count() == 0
    page.click("table.list a:text-is('24/KH-UBND')")
    assert page.locator("article.paper .cite").count() > 5
    page.click("#bases blockquote a >> nth=0")
    assert "?at=" in page.url and page.locator("#at").count() == 1
    assert page.locator("#at").is_visible()
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
    page.set_input_files("#draft", str(EXAMPLES / DROPPED[2]))
    page.click("form[action='/review'] button")
    page.wait_for_selector("iframe")
    page.frame_locator("iframe").locator("main.review .sheet").wait_for()
    page.goto(f"{base}/coverage?d=06/QĐ-TTg")
    assert page.locator("li.tile").count() == 34
    page.click(".tongue a")
    page.wait_for_selector("h1:text-is('Coverage')")
    assert page.locator("html[lang=en]").count() == 1


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a POSIX signal")
def test_others_work_at_the_store_while_it_is_served(tmp_path):
    """Two readers of pages, three command lines, an assistant and a build at once."""
    import http.client
    from concurrent.futures import ThreadPoolExecutor

    store = tmp_path / "graph"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}

    def cancu(*arguments, given=None):
        return subprocess.run(
            [sys.executable, "-m", "cancu", *arguments, "--store", str(store)], input=given, capture_output=True, text=True, env=environment,
            cwd=tmp_path, timeout=180, check=False,
        )  # fmt: skip

    assert cancu("build", str(EXAMPLES)).returncode == 0
    process, address = started(store)
    host, token = re.match(r"http://([^/]+)/\?token=(.*)", address).groups()

    def visit(path):
        found = []
        for _ in range(5):
            connection = http.client.HTTPConnection(host, timeout=60)
            connection.request("GET", path, headers={"cookie": f"cancu_{host.rpartition(':')[2]}={token}"})
            answer = connection.getresponse()
            found.append((answer.status, b"24/KH-UBND" in answer.read()))
            connection.close()
            time.sleep(0.2)
        return found

    initialize = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}}  # fmt: skip
    call = {
        "jsonrpc": "2.0",
        "id": 2,
        "method": "tools/call",
        "params": {"name": "implementers", "arguments": {"document": "06/QĐ-TTg"}},
    }
    lines = "".join(
        json.dumps(m) + "\n" for m in (initialize, {"jsonrpc": "2.0", "method": "notifications/initialized"}, call)
    )
    try:
        with ThreadPoolExecutor(8) as pool:
            pages = [pool.submit(visit, path) for path in ("/", "/doc/thanh-hoa/2023/24-kh-ubnd")]
            asked = [pool.submit(cancu, "query", "implementers", "06/QĐ-TTg", "--format", "json") for _ in range(3)]
            build = pool.submit(cancu, "build", "--again", str(EXAMPLES))
            assistant = pool.submit(cancu, "mcp", given=lines)
            assert all(one == (200, True) for found in pages for one in found.result())
            assert all(one.result().returncode == 0 and len(one.result().stdout.splitlines()) == 11 for one in asked)
            assert build.result().returncode == 0, build.result().stderr
            assert "24/KH-UBND" in assistant.result().stdout or assistant.result().returncode == 0
        assert visit("/")[-1] == (200, True)
    finally:
        said = ended(process)
    assert said.strip() == "ended"
