"""The application over the sample documents, asked as a browser would."""

import datetime
from pathlib import Path

import pytest

pytest.importorskip("starlette")

from starlette.testclient import TestClient

from cancu.corpus import read_corpus
from cancu.graph.store import open_store
from cancu.serve import files
from cancu.serve.app import make_app
from cancu.serve.guard import Access
from cancu.serve.run import make_site

PORT = 8471
BASE = f"http://127.0.0.1:{PORT}"
EXAMPLES = Path(__file__).parents[2] / "examples"
DAY = datetime.date(2026, 11, 29)


files.PATIENCE_S = 30.0  # a busy machine reads a text late, and pages are looked at with it


def client_of(site, *, role="write", language="vi"):
    client = TestClient(make_app(site), base_url=BASE, headers={"origin": BASE}, raise_server_exceptions=False)
    client.cookies.set(site.access.cookie, getattr(site.access, role))
    client.cookies.set("cancu_language", language)
    return client


def open_site(folders, store, room, *, port=PORT, **access):
    room.mkdir(exist_ok=True)
    site = make_site(folders, store, Access(port, frozenset(["127.0.0.1"]), **access), room)
    site.today = lambda: DAY
    return site


@pytest.fixture(scope="package")
def sample_store(tmp_path_factory):
    """A store of the sample documents, built once."""
    folder = tmp_path_factory.mktemp("serve")
    store = open_store(str(folder / "graph"))
    store.create_schema()
    store.load(read_corpus([str(EXAMPLES)]).graph)
    store.close()
    return str(folder / "graph")


@pytest.fixture(scope="package")
def site(sample_store, tmp_path_factory):
    made = open_site([str(EXAMPLES)], sample_store, tmp_path_factory.mktemp("room"))
    yield made
    made.snapshots.close()


@pytest.fixture(params=["vi", "en"])
def client(site, request):
    """Who may write, in each language."""
    return client_of(site, language=request.param)


@pytest.fixture
def page(browser):
    """A page of a real browser that may neither fail nor ask anything of another host."""
    troubles = []
    opened = browser.new_page(viewport={"width": 1400, "height": 900}, accept_downloads=True)
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
    opened.close()
    assert not troubles
