"""A page of a real browser that may neither fail nor reach for a network."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest


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
