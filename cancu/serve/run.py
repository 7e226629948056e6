"""Start and stop the server."""

import logging
import re
import signal
import socket
import tempfile
import threading
import webbrowser
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing, suppress
from html import unescape
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote

import uvicorn

from cancu.errors import StoreError
from cancu.graph.store.shared import shared
from cancu.serve.app import Site, make_app
from cancu.serve.builds import Builder
from cancu.serve.decisions import Judgements
from cancu.serve.files import Folders
from cancu.serve.guard import Access
from cancu.serve.snapshots import Snapshots

READY = (
    "/", "/?q=kế hoạch", "/?held=no", "/decide", "/news", "/review", "/coverage?d=06/QĐ-TTg", "/coverage", "/ask?q=06/QĐ-TTg còn hiệu lực không?",
    "/query/implementers?document=06/QĐ-TTg",
)  # fmt: skip
"""The pages to open in advance, with the first document or directive linked on each."""
_DOCUMENT = re.compile(r'href="(/(?:doc/|coverage\?d=)[^"#]+)')
LOCAL = ("127.0.0.1", "localhost", "::1", "[::1]")


class _Server(uvicorn.Server):
    """A server that reports when it is ready and reacts to Ctrl-C."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], object]) -> None:
        super().__init__(config)
        self._started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # what the end breaks off is no error
        await super().shutdown(sockets)


def _warm_up(done: threading.Event, host: str, access: Access) -> None:
    """Open each page once after the start and after each build, so that no user waits for what the first request loads."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    while done.wait():
        done.clear()
        with suppress(OSError, HTTPException), closing(HTTPConnection(here, access.port, timeout=60)) as connection:
            for address in READY:
                for link in _DOCUMENT.findall(_fetch_page(connection, quote(address, safe="/?=&"), access))[:1]:
                    _fetch_page(connection, unescape(link), access)


def _fetch_page(connection: HTTPConnection, address: str, access: Access) -> str:
    connection.request("GET", address, headers={"cookie": f"{access.cookie}={access.read}"})
    return connection.getresponse().read().decode()


def make_site(folders: Sequence[str], store: str, access: Access, room: Path, decisions: Path | None = None) -> Site:
    """Return the services for the pages over a store and the folders read into it.

    Uploads, decisions and the log of who decided what are kept beside the store, those of a server in `.cancu`.
    """
    from cancu.knowledge.fold import slug

    beside = Path(".cancu", slug(store)) if "://" in store else Path(store.rstrip("/"))
    uploads = beside.with_name(f"{beside.name}.files")
    judged = decisions or beside.with_name(f"{beside.name}.decisions.jsonl")
    snapshots, served = Snapshots(store), Folders(folders, uploads)
    uploads.mkdir(parents=True, exist_ok=True)
    builder = Builder([*folders, str(uploads)], store, judged, snapshots.refresh)
    return Site(snapshots, served, builder, access, Judgements(judged), room)


def serve(
    folders: Sequence[str],
    store: str,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    read_only: bool = False,
    decisions: Path | None = None,
    browse: bool = True,
    say: Callable[[str], object] = print,
) -> None:
    """Serve until interrupted; `port` 0 chooses a free port. Raises StoreError when the address is not available."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, or answers would be held back for 40 ms to be sent with more.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)  # whoever follows the address at once waits, and is not refused
    except OSError as error:
        raise StoreError(
            f"{host}:{port}: cannot listen there ({error.strerror}); choose another --port or --host"
        ) from error
    port = listening.getsockname()[1]
    everywhere = host in ("0.0.0.0", "::")
    hosts = None if everywhere else frozenset(LOCAL if host in LOCAL else (*LOCAL, host, f"[{host}]"))
    access = Access(port, hosts, read_only=read_only)
    name = socket.gethostname() if everywhere else f"[{host}]" if ":" in host else host
    signal.set_wakeup_fd(-1)  # the server hears a Ctrl-C itself, and ends what it has begun
    with (
        listening,
        tempfile.TemporaryDirectory(prefix="cancu-", ignore_cleanup_errors=True) as room,
        ExitStack() as answering,
    ):
        site = make_site(folders, store, access, Path(room), decisions)
        if "://" not in store:  # a server answers for itself
            answering.enter_context(shared(Path(store), site.snapshots.shared_store))
        try:
            if not read_only and folders:
                site.builder.build()
            address = f"http://{name}:{port}/?token={access.read if read_only else access.write}"
            told = [address]
            if host not in LOCAL and not read_only:
                told.append(f"http://{name}:{port}/?token={access.read}")

            def started() -> None:
                for line in told:
                    say(line)
                site.builder.done.set()
                threading.Thread(target=_warm_up, args=(site.builder.done, host, access), daemon=True).start()
                if browse:
                    threading.Timer(0.1, webbrowser.open, (address,)).start()

            config = uvicorn.Config(
                make_app(site), log_level="warning", access_log=False, server_header=False, proxy_headers=False,
                limit_concurrency=100, timeout_keep_alive=10, timeout_graceful_shutdown=1, lifespan="on",
            )  # fmt: skip
            _Server(config, started).run(sockets=[listening])
        except KeyboardInterrupt:
            pass
        finally:
            site.builder.stop()
            site.snapshots.close()
