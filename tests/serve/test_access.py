"""The pages for every hand and eye: axe-core finds nothing grave, nothing is cut at phone width, at 200 % or on paper."""

import threading
from importlib.resources import files

import pytest
import uvicorn

pytest.importorskip("axe_playwright_python", reason="axe-core comes with it")

from cancu.messages import LANGUAGES
from cancu.serve.app import make_app
from tests.serve.conftest import EXAMPLES, open_site

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
PLAN = "/doc/thanh-hoa/2023/24-kh-ubnd"
PAGES = {
    "library": "/", "missing": "/?held=no", "document": f"{PLAN}?at=506", "only cited": "/doc/vn/2020/47-2020-nd-cp", "review": "/review", "ask": "/ask",
    "answer": "/ask?q=Những kế hoạch nào của Thanh Hóa triển khai Đề án 06?", "unclear": "/ask?q=Văn bản nào triển khai chuyển đổi số?",
    "query": "/query/cited-by?document=06/QĐ-TTg", "coverage": "/coverage", "covered": "/coverage?d=Đề án 06; 749/QĐ-TTg",
    "63": "/coverage?d=Đề án 06&provinces=63", "decide": "/decide", "news": "/news?since=2020-01-01",
}  # fmt: skip


@pytest.fixture(scope="module")
def address(sample_store, tmp_path_factory):
    """The sample documents, served to a real browser."""
    import socket

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = listening.getsockname()[1]
        site = open_site([str(EXAMPLES)], sample_store, tmp_path_factory.mktemp("room"), port=port)
        server = uvicorn.Server(uvicorn.Config(make_app(site), log_level="error", access_log=False))
        running = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        running.start()
        yield f"http://127.0.0.1:{port}", site.access.write
        server.should_exit = True
        running.join(20)


@pytest.fixture(params=LANGUAGES)
def shown(address, page, request):
    """A browser that has opened the address, in each language."""
    base, token = address
    page.goto(f"{base}/?token={token}")
    page.goto(f"{base}/language/{request.param}")
    assert page.get_attribute("html", "lang") == request.param
    return lambda path: page.goto(base + path) and page


def test_axe_finds_nothing_grave(shown):
    found = []
    for name, path in PAGES.items():
        page = shown(path)
        page.evaluate(AXE)
        for width, scheme in (
            ((1400, "light"), (390, "dark")) if page.get_attribute("html", "lang") == "vi" else ((1400, "light"),)
        ):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            told = page.evaluate("axe.run(document, {iframes: false, resultTypes: ['violations']})")
            assert len(told["passes"]) > 10
            found += [
                (name, width, scheme, one["id"], one["impact"], one["nodes"][0]["html"][:200], one["nodes"][0]["failureSummary"])
                for one in told["violations"]
                if one["impact"] in ("serious", "critical")
            ]  # fmt: skip
        page.set_viewport_size({"width": 1400, "height": 900})
    assert not found


WINDOWS = ((1400, 900), (900, 1400), (700, 450), (390, 844), (320, 700))
"""700 is 1400 at 200 %; 320 is what a page must fit at 400 %."""


def test_no_page_is_wider_than_its_window(shown):
    found = []
    for name, path in PAGES.items():
        page = shown(path)
        for width, height in WINDOWS:
            page.set_viewport_size({"width": width, "height": height})
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                found.append((name, width, wide, page.evaluate(
                    "[...document.querySelectorAll('main *, header *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll')).slice(0, 3).map(e => e.outerHTML.slice(0, 120))"
                )))  # fmt: skip
    assert not found


def test_a_document_is_found_and_opened_without_a_mouse(shown):
    page = shown("/")

    def tab_to(selector):
        for _ in range(30):
            page.keyboard.press("Tab")
            if page.evaluate(f"document.activeElement.matches({selector!r})"):
                return
        raise AssertionError(f"the key does not lead to {selector}")

    tab_to(".skip")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    tab_to("input[name=q]")
    page.keyboard.type("24/kh")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=24*")
    tab_to("table.list a")
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert ring == "3px", "where one is can be seen"
    page.keyboard.press("Enter")
    page.wait_for_selector("article.paper")
