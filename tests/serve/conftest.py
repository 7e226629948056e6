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
from cancu.serve.run import office_of

PORT = 8471
BASE = f"http://127.0.0.1:{PORT}"
EXAMPLES = Path(__file__).parents[2] / "examples"
DAY = datetime.date(2026, 11, 29)


files.PATIENCE_S = 30.0  # a busy machine reads a text late, and pages are looked at with it


def client_of(office, *, role="write", language="vi"):
    client = TestClient(make_app(office), base_url=BASE, headers={"origin": BASE}, raise_server_exceptions=False)
    client.cookies.set(office.access.cookie, getattr(office.access, role))
    client.cookies.set("cancu_language", language)
    return client


def make_office(folders, store, room, *, port=PORT, **access):
    room.mkdir(exist_ok=True)
    office = office_of(folders, store, Access(port, frozenset(["127.0.0.1"]), **access), room)
    office.today = lambda: DAY
    return office


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
def office(sample_store, tmp_path_factory):
    made = make_office([str(EXAMPLES)], sample_store, tmp_path_factory.mktemp("room"))
    yield made
    made.shelf.close()


@pytest.fixture(params=["vi", "en"])
def client(office, request):
    """Who may write, in each language."""
    return client_of(office, language=request.param)


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
