"""A real browser for pages, and a page that may neither fail nor reach for a network."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Headless Chromium; skips where there is none, fails where there must be one."""
    program = os.environ.get("CANCU_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        reason = "no Chromium: install it, or set CANCU_CHROMIUM to its program"
        if os.environ.get("CANCU_REQUIRE_CHROMIUM"):
            pytest.fail(reason)
        pytest.skip(reason)
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens a file as a page; afterwards no page may have met an error or asked for anything but itself."""
    troubles: list[str] = []
    pages = []

    def open_page(path: Path, fragment: str = "", width: int = 1400, height: int = 900) -> Any:
        page = browser.new_page(viewport={"width": width, "height": height})
        pages.append(page)
        page.set_default_timeout(10_000)
        page.on("console", lambda message: troubles.append(f"console {message.type}: {message.text}"))
        page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (troubles.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: troubles.extend(foreign(request.url, path)))
        page.goto(path.as_uri() + fragment)
        page.wait_for_selector("html[data-ready=yes]")
        return page

    yield open_page
    for page in pages:
        page.close()
    assert not troubles


def foreign(url: str, path: Path) -> list[str]:
    """The address, where it is neither the page itself nor something inside it."""
    own = url.partition("#")[0] == path.as_uri() or url.startswith(("data:", "blob:"))
    return [] if own else [f"request: {url}"]
