"""The routes of the web application: each reads the request, calls one part and renders a page."""

import asyncio
import datetime
import os
import re
import secrets
import shutil
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import quote, unquote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from cancu.errors import CancuError, DataFileError, NotFoundError, QueryError, ReadError, StoreError
from cancu.extract import Source
from cancu.graph.identity import LEVELS
from cancu.knowledge.base import built_in
from cancu.messages import LANGUAGES, catalogue_word, say, translated
from cancu.models import GONE, Document, Relation, Subgraph
from cancu.queries import Answer, StoredQuery, answer, catalogue, get
from cancu.queries.find import find_document
from cancu.queries.order import Order
from cancu.queries.run import documents_of, subgraph
from cancu.queries.values import CHOICES
from cancu.render import render, show_document
from cancu.serve.builds import REVIEW_S, Builder, file_name, keep_upload, run_child
from cancu.serve.coverage import DIRECTIVES, coverage_table, shade, tiles
from cancu.serve.decisions import Judgements, count_without_id, doubts
from cancu.serve.document import group_citations, mark_citations, mentions_of
from cancu.serve.files import Folders
from cancu.serve.guard import FILE_BYTES, Access, App, Guard, TooLargeError
from cancu.serve.news import KINDS, News, atom, news
from cancu.serve.office_files import word_table, workbook
from cancu.serve.pages import display_value, document_url, page, type_name, url
from cancu.serve.questions import (
    QuestionResult,
    UnclearName,
    address,
    ask_question,
    example_questions,
    resolve_name,
    run,
)
from cancu.serve.snapshots import Entry, ListFilter, Snapshot, Snapshots, is_day
from cancu.serve.tables import proof_url, table

PER_PAGE = 50
"""Documents per page of the list."""
FILES = 500
"""The largest number of files in one request."""
UPLOAD_S = 300.0
"""The number of seconds allowed for uploading the files of a request."""
SIDE_ROWS = 20
"""Rows in each table beside a text."""
DRAWN = 400
"""The largest number of documents in a picture."""
REVIEWS = 50
"""The number of reviews kept until the server ends."""
MENU = (
    ("library", "/"),
    ("review", "/review"),
    ("ask", "/ask"),
    ("coverage", "/coverage"),
    ("decide", "/decide"),
    ("news", "/news"),
)
SHOWN = 40
"""The number of characters framed on a page where no citation stands."""
DOUBTS = 10
"""Doubtful identities per page."""
_STATIC = {
    "serve.css": ("cancu.serve", "web", "text/css; charset=utf-8"),
    "serve.js": ("cancu.serve", "web", "text/javascript; charset=utf-8"),
    "NotoSans-Regular.woff2": ("cancu.viz", "fonts", "font/woff2"),
    "NotoSans-Bold.woff2": ("cancu.viz", "fonts", "font/woff2"),
}
_PICTURES = {"html": "text/html; charset=utf-8", "svg": "image/svg+xml", "png": "image/png"}
_EXPORTS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8", "svg": "image/svg+xml", "png": "image/png",
}  # fmt: skip
_NARROWED_BY = ("type", "place", "year", "body", "state")
_LANGUAGE_COOKIE = "cancu_language"
_AUTHOR_COOKIE = "cancu_who"


@dataclass(slots=True)
class Site:
    """The services and settings that the pages use."""

    snapshots: Snapshots
    folders: Folders
    builder: Builder
    access: Access
    judgements: Judgements
    scratch_folder: Path
    """A folder for files that last no longer than the server: uploads in progress, reviews."""
    today: Callable[[], datetime.date] = datetime.date.today
    uploaded: dict[str, str] = field(default_factory=dict)
    """The paths of the files uploaded in this run, by name."""
    reviews: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The results of the latest reviews, by the number in their address."""
    drawing: threading.Lock = field(default_factory=threading.Lock)
    reviewing: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(2))


def make_app(site: Site) -> App:
    """Return the application behind its guard."""
    app = Starlette(routes=_routes(), exception_handlers=_error_handlers(), lifespan=_lifespan)
    app.state.site = site
    return Guard(app, site.access, _refusal_page)


@asynccontextmanager
async def _lifespan(app: Starlette) -> Any:
    yield
    app.state.site.builder.stop()
    app.state.site.snapshots.close()


def _routes() -> list[Route]:
    return [
        Route("/", library),
        Route("/files", add_files, methods=["POST"]),
        Route("/work", work),
        Route("/doc/{id:path}", document),
        Route("/page/{id:path}", page_picture),
        Route("/picture/{form}/{name:path}", picture),
        Route("/review", review, methods=["GET", "POST"]),
        Route("/review/{number}", reviewed),
        Route("/review/{number}/page", reviewed_page),
        Route("/ask", ask),
        Route("/query/{name}", query),
        Route("/export/{name}.{suffix}", export),
        Route("/coverage", coverage),
        Route("/decide", decide, methods=["GET", "POST"]),
        Route("/news", news_page),
        Route("/news.atom", news_feed),
        Route("/news.{suffix}", news_file),
        Route("/library.{suffix}", library_file),
        Route("/language/{code}", language),
        Route("/static/{name}", static),
    ]


def _refusal_page(reason: str) -> str:
    both = " · ".join(say(code, f"refused.{reason}") for code in LANGUAGES)
    again = " · ".join(say(code, "refused.again") for code in LANGUAGES)
    return (
        '<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>cancu</title>'
        f'<h1>cancu</h1><p>{both}</p><p><a href="">{again}</a></p></html>'
    )


def _site(request: Request) -> Site:
    site: Site = request.app.state.site
    return site


def request_language(request: Request) -> str:
    """Return the language of a request."""
    chosen = request.cookies.get(_LANGUAGE_COOKIE, "")
    return chosen if chosen in LANGUAGES else next(iter(LANGUAGES))


def may_write(request: Request) -> bool:
    """Return whether a request may add files and decide."""
    return bool(request.scope.get("cancu.role") == "write")


def html(request: Request, name: str, current: str, title: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Render a page of the application in the language of the request."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    text = page(
        name,
        request_language(request),
        current=current,
        title=title,
        here=here,
        menu=MENU,
        may_write=may_write(request),
        gone=GONE,
        today=_site(request).today().isoformat(),
        **values,
    )
    return HTMLResponse(text, status)


def _error_handlers() -> Mapping[Any, Callable[[Request, Any], Response]]:
    def trouble(request: Request, error: Exception) -> Response:
        lang = request_language(request)
        status = 404 if isinstance(error, NotFoundError) else 503 if isinstance(error, StoreError) else 400
        if isinstance(error, StoreError) and _site(request).builder.busy:
            why = say(lang, "trouble.not_yet")
        elif isinstance(error, StoreError):
            why = say(lang, "trouble.no_store")
        else:
            why = _site(request).folders.hide_paths(str(error))
        return html(
            request, "trouble.html", "", say(lang, "trouble.title"), status, why=why, ways=_recovery_links(lang)
        )

    def wrong_address(request: Request, error: HTTPException) -> Response:
        lang = request_language(request)
        name = "trouble.no_page" if error.status_code == 404 else "trouble.wrong"
        return html(
            request, "trouble.html", "", say(lang, "trouble.title"), error.status_code, why=say(lang, name), ways=_recovery_links(lang)
        )  # fmt: skip

    def failed(request: Request, error: Exception) -> Response:
        lang = request_language(request)
        return html(
            request, "trouble.html", "", say(lang, "trouble.title"), 500, why=say(lang, "trouble.failed"), ways=_recovery_links(lang)
        )  # fmt: skip

    return {CancuError: trouble, HTTPException: wrong_address, Exception: failed}


def _recovery_links(lang: str) -> list[tuple[str, str]]:
    return [("/", say(lang, "library.title"))]


def static(request: Request) -> Response:
    """Return a style sheet, script or font of the package."""
    name = request.path_params["name"]
    if name not in _STATIC:
        raise HTTPException(404)
    package, folder, media = _STATIC[name]
    data = (files(package) / folder / name).read_bytes()
    return Response(data, media_type=media, headers={"cache-control": "private, max-age=3600"})


def language(request: Request) -> Response:
    """Set the language and return to the previous page."""
    back = request.query_params.get("back", "/")
    answered = RedirectResponse("/" + back.lstrip("/\\") if not re.match(r"[\w.+-]+:", back) else "/", 303)
    if request.path_params["code"] in LANGUAGES:
        answered.set_cookie(
            _LANGUAGE_COOKIE, request.path_params["code"], max_age=31_536_000, httponly=True, samesite="strict"
        )
    return answered


def _number(text: str | None, least: int = 1) -> int:
    return max(least, int(text)) if text and text.isdecimal() and len(text) < 9 else least


def _list_query(request: Request) -> dict[str, str]:
    query = {name: request.query_params.get(name, "")[:200] for name in ("q", *_NARROWED_BY)}
    return query | {"held": "no" if request.query_params.get("held") == "no" else "yes"}


def _list_filter(query: Mapping[str, str]) -> ListFilter:
    narrowed = {name: query[name] for name in _NARROWED_BY}
    return ListFilter(query["q"], in_corpus=query["held"] == "yes", **narrowed)


def library(request: Request) -> Response:
    """Show the documents in the corpus, or those that are cited but missing."""
    site, lang = _site(request), request_language(request)
    given = request.query_params
    query = _list_query(request)
    day = site.today().isoformat()
    empty: dict[str, list[tuple[str, str, int]]] = {name: [] for name in _NARROWED_BY}
    values: dict[str, Any] = {
        "query": query, "choices": empty, "counts": {"held": 0, "missing": 0}, "found": 0, "rows": [], "page": 1, "pages": 1,
        "exports": [], "narrowed": any(query[name] for name in empty) or bool(query["q"]), "work": _work(site, lang, None),
        "most_bytes": FILE_BYTES, "most_megabytes": FILE_BYTES >> 20,
    }  # fmt: skip
    try:
        with site.snapshots.open() as snapshot:
            list_filter = _list_filter(query)
            found = snapshot.find(list_filter, day)
            pages = max(1, -(-len(found) // PER_PAGE))
            at = min(_number(given.get("page")), pages)
            values |= {
                "found": len(found), "pages": pages, "page": at, "rows": found[(at - 1) * PER_PAGE : at * PER_PAGE],
                "counts": {"held": len(snapshot.read_documents), "missing": len(snapshot.cited_only)},
                "choices": snapshot.cached(("choices", list_filter.in_corpus, day, lang), lambda: _choices(snapshot, list_filter.in_corpus, day, lang)), "work": _work(site, lang, snapshot),
                "exports": [(kind, url(f"/library.{kind}", **query)) for kind in _EXPORTS],
            }  # fmt: skip
    except StoreError:
        pass  # nothing was built yet: the page asks for files
    return html(request, "library.html", "library", say(lang, "library.title"), **values)


def library_file(request: Request) -> Response:
    """Return the whole list as a file."""
    site, lang, suffix = _site(request), request_language(request), _suffix(request)
    query, day = _list_query(request), site.today().isoformat()
    with site.snapshots.open() as snapshot:
        found = snapshot.find(_list_filter(query), day)
        if suffix in ("svg", "png"):
            return _timeline_picture(site, snapshot, [entry.id for entry in found], f"library.{suffix}", lang)
    columns = ("key", "title", "date", "type", "body", "place", "state", "citing", "id")
    rows = [
        (
            e.row["key"], e.row["title"], e.row["date"] or e.row["year"], e.row["type"], e.row["body"] or e.row["issuer"],
            e.row["scope"], e.state(day).value, e.cited, e.id,
        )
        for e in found
    ]  # fmt: skip
    cells = [
        [
            *(display_value(lang, value) for value in (key, title, on)), type_name(kind), display_value(lang, body),
            built_in().place_name(scope) if scope else "", catalogue_word(lang, "state", state), str(cited), identity,
        ]
        for key, title, on, kind, body, scope, state, cited, identity in rows
    ]  # fmt: skip
    about = [
        (say(lang, "list.search"), query["q"]),
        *((say(lang, f"list.{name}"), query[name]) for name in _NARROWED_BY),
    ]
    title = say(lang, "library.title")
    return _file(
        f"library.{suffix}", lang, title, columns, rows, cells, [(title, ""), *(one for one in about if one[1])]
    )


def _suffix(request: Request) -> str:
    """Return the file format requested by an address."""
    suffix = str(request.path_params["suffix"])
    if suffix not in _EXPORTS:
        raise HTTPException(404)
    return suffix


def _timeline_picture(site: Site, snapshot: Snapshot, ids: Sequence[str], name: str, lang: str) -> Response:
    """Return a timeline of when the first DRAWN documents were issued and ended."""
    from cancu.viz import draw_timeline

    drawn_ids = list(dict.fromkeys(ids))
    part = Subgraph(
        documents=documents_of(snapshot.graph.store, drawn_ids[:DRAWN]),
        links=(),
        left_out=max(0, len(drawn_ids) - DRAWN),
    )
    with tempfile.TemporaryDirectory(dir=site.scratch_folder) as folder, site.drawing:
        draw_timeline(part, Path(folder, name), language=lang)
        return drawn(Path(folder, name), name=name)


def _choices(snapshot: Snapshot, here: bool, day: str, lang: str) -> dict[str, list[tuple[str, str, int]]]:
    names: dict[str, Callable[[str], str]] = {
        "type": type_name, "place": built_in().place_name, "year": str, "body": str, "state": lambda s: catalogue_word(lang, "state", s),
    }  # fmt: skip
    found = {}
    for field_, counts in snapshot.choices(here, day).items():
        rows = [(value, names[field_](value), n) for value, n in counts]
        found[field_] = rows[::-1] if field_ == "year" else sorted(rows, key=lambda row: row[1])
    return found


def _work(site: Site, lang: str, snapshot: Snapshot | None) -> dict[str, Any]:
    """Return the state of the present build and of each uploaded file."""
    now, folders = site.builder.progress, site.folders
    why = {}
    for line in now.failures:
        path, _, told = line.partition(": ")
        why[path] = folders.hide_paths(translated(lang, told))
    uploads = []
    for name, path in site.uploaded.items():
        identity = snapshot.by_path.get(path) if snapshot else None
        inside = [w for p, w in why.items() if p == path or p.startswith(f"{path}!")]
        state = "read" if identity else "unread" if inside else "waiting" if site.builder.busy else "passed"
        if not identity and snapshot and (parts := [p for p in snapshot.by_path if p.startswith(f"{path}!")]):
            identity, state = snapshot.by_path[parts[0]], "read"
        uploads.append(
            {
                "name": name,
                "state": state,
                "url": document_url(identity) if identity else None,
                "why": "; ".join(inside),
            }
        )
    return {
        "busy": site.builder.busy, "phase": now.phase, "file": folders.display_path(now.file) if now.file else "",
        "done": now.done, "total": now.total, "why": say(lang, "files.busy") if now.why == "busy" else folders.hide_paths(now.why),
        "failures": [(folders.display_path(path), told) for path, told in why.items()],
        "notes": [folders.hide_paths(_note(lang, line)) for line in now.notes], "uploads": uploads[::-1],
    }  # fmt: skip


def _note(lang: str, line: str) -> str:
    path, separator, told = line.partition(": ")
    return f"{path}{separator}{translated(lang, told)}"


def work(request: Request) -> Response:
    """Return the state of the present build as a fragment of the page."""
    site, lang = _site(request), request_language(request)
    try:
        with site.snapshots.open() as snapshot:
            values = _work(site, lang, snapshot)
    except StoreError:
        values = _work(site, lang, None)
    return JSONResponse({"busy": values["busy"], "html": page("work.html", lang, work=values)})


async def add_files(request: Request) -> Response:
    """Store uploaded files and start a build; a script receives JSON, a form the list."""
    site, lang = _site(request), request_language(request)
    kept: list[str] = []
    refused: list[str] = []
    status = 200
    try:
        async with asyncio.timeout(UPLOAD_S), request.form(max_files=FILES, max_fields=20) as form:
            for given in form.getlist("file"):
                if isinstance(given, str) or not given.filename:
                    continue
                if (given.size or 0) > FILE_BYTES:
                    refused.append(given.filename)
                    continue
                await given.seek(0)
                path = await run_in_threadpool(_save_upload, site, given.file, given.filename)
                kept.append(path.name)
                site.uploaded[path.name] = str(path)
    except (TooLargeError, TimeoutError, ReadError):
        status = 413
    if refused:
        status = 413
    if kept:
        site.builder.build()
    told = say(lang, "files.too_large", megabytes=FILE_BYTES >> 20) if status == 413 else ""
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"kept": kept, "refused": refused, "why": told}, status)
    if status != 200:
        return html(
            request, "trouble.html", "", say(lang, "trouble.title"), status, why=told, ways=_recovery_links(lang)
        )
    return RedirectResponse("/", 303)


def _save_upload(site: Site, stream: Any, name: str) -> Path:
    """Write an upload to a temporary file and move it into place when it is complete."""
    site.folders.uploads.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=site.folders.uploads, prefix=".", delete=False) as part:
        for piece in iter(lambda: stream.read(1 << 20), b""):
            part.write(piece)
    unfinished = Path(part.name)
    try:
        return keep_upload(unfinished, name, site.folders.uploads)[0]
    finally:
        unfinished.unlink(missing_ok=True)


def document(request: Request) -> Response:
    """Show everything known about a document: text, card, bases, dependents and states."""
    site, lang = _site(request), request_language(request)
    day = site.today()
    at = request.query_params.get("at", "")
    with site.snapshots.open() as snapshot:
        entry = snapshot.entries.get(request.path_params["id"])
        if entry is None:
            raise HTTPException(404)
        whole = documents_of(snapshot.graph.store, [entry.id])[0]
        mentions = mentions_of(snapshot, entry.id, day.isoformat()) if entry.in_corpus else []
        read = snapshot.files.get(entry.id)
        path, sha256 = (read["path"], read["sha256"]) if read else (None, None)
        source, coming = None, False
        try:
            source = site.folders.text(path, sha256) if path and sha256 else None
        except TimeoutError:
            coming = True
        text = mark_citations(source, mentions, int(at) if at.isdecimal() else None) if source else None
        tables = snapshot.cached(
            ("beside", entry.id, day, lang), lambda: _related(snapshot, entry, day.isoformat(), lang)
        )
        now = whole.state(day)
        groups = group_citations(mentions, _how_cited(snapshot, entry.id) if mentions else {})
        listed = [
            *(["text"] if entry.in_corpus else []),
            *(["cited"] if groups else []),
            "card",
            *(t[0] for t in tables),
            "states",
            "picture",
        ]
        answered = html(
            request, "document.html", "library", whole.key or say(lang, "list.draft"), coming=coming,
            d=whole, paged=_page_of(source, int(at)) if source and at.isdecimal() else None, at=at, entry=entry, heading=_heading(whole, lang), text=text, groups=groups,
            relations=sorted({m["relation"] for m in mentions}), tables=tables, parts_shown=listed,
            state=now.state, since=_since_and_by(now, lang), state_proof=proof_url(snapshot, {"file": now.file, "start": now.start}) if now.sentence else None,
            card=_card(whole, entry, lang, site.folders), state_changes=_state_changes(snapshot, whole),
        )  # fmt: skip
    if coming:
        answered.headers["refresh"] = "2"
    return answered


def _page_of(source: Source, at: int) -> str | None:
    """Return the page ("trang 3") of an offset in a file, if the file has pages."""
    offset = next((i for i in range(len(source.text)) if source.raw(i) == at), None)
    place = source.place(offset) if offset is not None else None
    return place if place and place.startswith("trang ") else None


def _heading(whole: Document, lang: str) -> str:
    kind = type_name(whole.type) if whole.type else ""
    return f"{kind} {whole.key}".strip() if whole.key else f"{kind} ({say(lang, 'list.draft')})".strip()


def _since_and_by(turn: Any, lang: str) -> str:
    day = "/".join(reversed(turn.on.split("-"))) if turn.on > "0001-01-01" else ""
    parts = (
        say(lang, "document.since", day=day) if day and turn.state.value not in ("UNKNOWN", "NOT_YET") else "",
        say(lang, "document.by", by=turn.by) if turn.by else "",
    )
    return " ".join(filter(None, parts))


def _card(whole: Document, entry: Entry, lang: str, folders: Folders) -> list[tuple[str, str]]:
    def day(value: datetime.date | None) -> str:
        return value.strftime("%d/%m/%Y") if value else ""

    rows = [
        ("key", whole.key), ("type", type_name(whole.type)), ("date", day(whole.date) or (str(whole.year) if whole.year else "")),
        ("issuer", entry.row["body"] or whole.issuer), ("place", built_in().place_name(whole.scope)), ("signer", whole.signer),
        ("aliases", ", ".join(whole.aliases)), ("in_force", day(whole.in_force)), ("ended", day(whole.ended)),
        ("period", " – ".join(filter(None, (day(whole.period_from), day(whole.period_to))))),
        ("paper", catalogue_word(lang, "word", whole.paper) if whole.paper else ""), ("cited", str(entry.cited)),
        ("file", folders.display_path(whole.path) if whole.path else ""), ("copies", ", ".join(map(folders.display_path, whole.copies))), ("id", whole.id),
    ]  # fmt: skip
    return [(name, value) for name, value in rows if value]


def _state_changes(snapshot: Snapshot, whole: Document) -> list[dict[str, Any]]:
    return [
        {
            "day": "/".join(reversed(turn.on.split("-"))) if turn.on > "0001-01-01" else "", "state": turn.state, "by": turn.by,
            "sentence": turn.sentence, "proof": proof_url(snapshot, {"file": turn.file, "start": turn.start}) if turn.sentence else None,
        }
        for turn in whole.history
    ]  # fmt: skip


def _related(
    snapshot: Snapshot, entry: Entry, day: str, lang: str
) -> list[tuple[str, list[dict[str, Any]], str | None]]:
    """Return the bases with their states, the implementing documents and the citing ones, each with the address of the rest."""
    found = []
    asked: list[tuple[str, str, dict[str, str]]] = [("implementers", "implementers", {}), ("citing", "cited-by", {})]
    if entry.in_corpus:
        asked.insert(0, ("bases", "basis-status", {"depth": "1"}))
    for part, name, more in asked:
        answered = answer(snapshot.graph.store, get(name), {"document": entry.id, **more}, limit=SIDE_ROWS)
        rows = []
        for record in answered.records():
            other = snapshot.entries.get((record.get("basis") or record["document"])["id"])
            if other is None:
                continue
            rows.append(
                {
                    "document": dict(other.row), "state": other.state(day), "relation": record.get("relation"),
                    "since": _since_words(record, lang), "how": _how(record, lang), "sentence": record["sentence"], "proof": proof_url(snapshot, record),
                }
            )  # fmt: skip
        rest = url(f"/query/{name}", document=entry.id, **more) if answered.truncated else None
        found.append((part, rows, rest))
    return found


def _how_cited(snapshot: Snapshot, identity: str) -> dict[tuple[str, str], str]:
    """Return the evidence that a document implements what it cites, by document and relation."""
    links = answer(snapshot.graph.store, get("cites"), {"document": identity}).records()
    return {(link["document"]["id"], link["relation"]): link["how"] for link in links if link["how"]}


def _since_words(record: Mapping[str, Any], lang: str) -> str:
    day = "/".join(reversed(str(record["since"]).split("-"))) if record.get("since") else ""
    told = (
        say(lang, "document.since", day=day) if day else "",
        say(lang, "document.by", by=record["by"]) if record.get("by") else "",
    )
    return " ".join(filter(None, told))


def _how(record: Mapping[str, Any], lang: str) -> str:
    if record.get("how") is None:
        return ""
    told = display_value(lang, record["how"], "how")
    return f"{told}; {say(lang, 'document.partly')}" if record.get("partly") else told


def page_picture(request: Request) -> Response:
    """Return the page of a PDF or scan with a citation framed."""
    site = _site(request)
    with site.snapshots.open() as snapshot:
        read = snapshot.files.get(request.path_params["id"])
        if read is None or not read["path"] or not read["sha256"]:
            raise HTTPException(404)
        at = _number(request.query_params.get("at"), 0)
        ends = [m["end"] for m in mentions_of(snapshot, read["id"], site.today().isoformat()) if m["start"] == at]
    with tempfile.TemporaryDirectory(dir=site.scratch_folder) as folder:
        path = Path(folder, "page.png")
        if not site.folders.draw_page(read["path"], read["sha256"], at, max(ends, default=at + SHOWN), path):
            raise HTTPException(404)
        return drawn(path)


def picture(request: Request) -> Response:
    """Return the lineage or the timeline around a document, as a page or a file."""
    from cancu.viz import draw, draw_timeline

    site = _site(request)
    form, (identity, _, suffix) = request.path_params["form"], request.path_params["name"].rpartition(".")
    if form not in ("lanes", "tree", "timeline") or suffix not in _PICTURES:
        raise HTTPException(404)
    with site.snapshots.open() as snapshot:
        if identity not in snapshot.entries:
            raise HTTPException(404)
        part = subgraph(snapshot.graph.store, [identity], up=1, down=2, limit=DRAWN)
    with tempfile.TemporaryDirectory(dir=site.scratch_folder) as folder, site.drawing:
        path = Path(folder, f"picture.{suffix}")
        if form == "timeline":
            draw_timeline(part, path, language=request_language(request))
        else:
            draw(
                part, path, form="tree" if form == "tree" else "lanes", up=1, down=2, language=request_language(request)
            )
        return drawn(path)


def drawn(path: Path, *, name: str | None = None) -> Response:
    """Return a picture or page written by another module, under its own content policy and only for our own frames."""
    suffix = path.suffix.removeprefix(".")
    headers = {"content-disposition": f'attachment; filename="{name}"'} if name else {}
    data = path.read_bytes()
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    if suffix == "html":
        own = re.search(rb'http-equiv="Content-Security-Policy" content="([^"]+)"', data)
        policy = own[1].decode() if own else "default-src 'none'"
    headers["content-security-policy"] = f"{policy}; frame-ancestors 'self'"
    return Response(data, media_type=_PICTURES[suffix], headers=headers)


def _field(value: Any) -> str:
    return value if isinstance(value, str) else ""


async def review(request: Request) -> Response:
    """Accept a draft, review it in a separate process, and redirect to the review's page."""
    site, lang = _site(request), request_language(request)
    title = say(lang, "review.title")
    if request.method == "GET":
        done = [(number, one) for number, one in reversed(site.reviews.items())]
        return html(
            request, "review.html", "review", title, why=None, done=done, day="", most_megabytes=FILE_BYTES >> 20
        )
    why, day = say(lang, "review.no_file"), ""
    try:
        async with asyncio.timeout(UPLOAD_S), request.form(max_files=1, max_fields=10) as form:
            given, day = form.get("file"), _field(form.get("day"))
            if day and not is_day(day):
                why, given = say(lang, "review.wrong_day"), None
            if given is not None and not isinstance(given, str) and given.filename:
                if (given.size or 0) > FILE_BYTES:
                    why = say(lang, "files.too_large", megabytes=FILE_BYTES >> 20)
                else:
                    await given.seek(0)
                    told = await run_in_threadpool(_review, site, given.file, given.filename, day, lang)
                    if "number" in told:
                        return RedirectResponse(f"/review/{told['number']}", 303)
                    why = site.folders.hide_paths(
                        translated(lang, told["why"].removeprefix(f"{file_name(given.filename)}: "))
                    )
    except (TooLargeError, TimeoutError):
        why = say(lang, "files.too_large", megabytes=FILE_BYTES >> 20)
    done = [(number, one) for number, one in reversed(site.reviews.items())]
    return html(
        request, "review.html", "review", title, 422, why=why, done=done, day=day, most_megabytes=FILE_BYTES >> 20
    )


def _review(site: Site, stream: Any, name: str, day: str, lang: str) -> dict[str, Any]:
    """Review an uploaded draft; the upload is deleted, the page is kept until the server ends."""
    number = secrets.token_urlsafe(9)
    page_file = site.scratch_folder / f"review-{number}.html"
    with site.reviewing, tempfile.TemporaryDirectory(dir=site.scratch_folder) as folder:
        draft = Path(folder, file_name(name))
        with draft.open("wb") as out:
            shutil.copyfileobj(stream, out)
        store = site.snapshots.url if site.snapshots.exists() else None
        asked_ = {
            "work": "review",
            "path": str(draft),
            "name": draft.name,
            "page": str(page_file),
            "day": day,
            "language": lang,
            "store": store,
        }
        told: dict[str, Any] = {}
        for line in run_child(asked_, silent_s=REVIEW_S, total_s=REVIEW_S):
            told |= line
        if "why" in told or not page_file.exists():
            why = str(told.get("why", "")).replace(str(Path(folder)) + os.sep, "")
            return {"why": why}
    site.reviews[number] = {**told, "name": draft.name, "page": page_file}
    while len(site.reviews) > REVIEWS:
        site.reviews.pop(next(iter(site.reviews)))["page"].unlink(missing_ok=True)
    return {"number": number}


def _reviewed(request: Request) -> dict[str, Any]:
    found = _site(request).reviews.get(request.path_params["number"])
    if found is None:
        raise HTTPException(404)
    return found


def reviewed(request: Request) -> Response:
    """Show the review of a draft."""
    found = _reviewed(request)
    title = say(request_language(request), "review.of", name=found["name"])
    return html(request, "reviewed.html", "review", title, review=found, number=request.path_params["number"])


def reviewed_page(request: Request) -> Response:
    """Return the page written by the review, to view or to download."""
    found = _reviewed(request)
    name = "ra-soat.html" if request.query_params.get("download") else None
    return drawn(found["page"], name=name)


def ask(request: Request) -> Response:
    """Answer a question: its interpretation, the answer with its sentences, and follow-up questions."""
    site, lang = _site(request), request_language(request)
    question = request.query_params.get("q", "").strip()
    found = QuestionResult(examples=example_questions(lang))
    values: dict[str, Any] = {"question": question, "table": None, "exports": [], "asked_query": None}
    if question:
        with site.snapshots.open() as snapshot:
            found = snapshot.cached(
                ("asked", question, lang, site.today()), lambda: ask_question(snapshot, question, lang)
            )
            if found.answer:
                values |= _answer_values(snapshot, site, found.answer, lang)
    return html(request, "ask.html", "ask", say(lang, "ask.title"), result=found, **values)


def _answer_values(snapshot: Snapshot, site: Site, found: Answer, lang: str) -> dict[str, Any]:
    """Return the template values of an answer, and the files it can be downloaded as."""
    stored = get(found.query)
    given = {
        name: value for name, value in found.parameters.items() if value is not None and isinstance(value, str | int)
    }
    listed = "34" if len(found.parameters.get("provinces") or ()) == 34 else "63"
    given |= {"provinces": listed} if "provinces" in found.parameters else {}
    kinds = ["xlsx", "csv", "html", *(["svg", "png"] if stored.picture and found.rows else [])]
    return {
        "asked_query": stored, "answered": found, "understood": stored.title if lang == "vi" else stored.title_en, "table": table(snapshot, site.folders, found.columns, found.rows, lang),
        "change": address(stored.name, given, found.order), "exports": [(kind, url(f"/export/{stored.name}.{kind}", **given, **({"order": found.order} if found.order else {}))) for kind in kinds],
    }  # fmt: skip


def _parameters(request: Request, stored: StoredQuery) -> dict[str, str]:
    return {p.name: request.query_params[p.name][:500] for p in stored.parameters if request.query_params.get(p.name)}


def _order(request: Request) -> Order | None:
    """Return the order of rows requested by an address."""
    return next((one for one in get_args(Order) if one == request.query_params.get("order")), None)


def query(request: Request) -> Response:
    """Show a stored query with its parameters."""
    site, lang = _site(request), request_language(request)
    stored = catalogue().get(request.path_params["name"])
    if stored is None:
        raise HTTPException(404)
    given = _parameters(request, stored)
    values: dict[str, Any] = {
        "table": None,
        "exports": [],
        "unclear": None,
        "asked_query": stored,
        "given": given,
        "order": _order(request),
        "why": None,
    }
    if all(p.name in given for p in stored.parameters if p.required):
        try:
            with site.snapshots.open() as snapshot:
                found = snapshot.cached(
                    ("run", stored.name, *given.items(), _order(request), site.today()),
                    lambda: run(snapshot, stored, given, order=_order(request)),
                )
                values |= (
                    {"unclear": found}
                    if isinstance(found, UnclearName)
                    else _answer_values(snapshot, site, found, lang)
                )
        except QueryError as error:
            values["why"] = str(error)
    title = stored.title if lang == "vi" else stored.title_en
    others = [(other.name, other.title if lang == "vi" else other.title_en) for other in catalogue().values()]
    choices = {**CHOICES, "relation": [*Relation], "level": LEVELS}
    return html(
        request, "query.html", "ask", title, 400 if values["why"] else 200, others=others, choices=choices, **values
    )


def export(request: Request) -> Response:
    """Return the answer of a stored query as a file."""
    site, lang = _site(request), request_language(request)
    stored, suffix = catalogue().get(request.path_params["name"]), request.path_params["suffix"]
    if stored is None or suffix not in _EXPORTS:
        raise HTTPException(404)
    with site.snapshots.open() as snapshot:
        found = run(snapshot, stored, _parameters(request, stored), limit=None, order=_order(request))
        if isinstance(found, UnclearName):
            raise NotFoundError(say(lang, "ask.unclear", said=found.text, n=len(found.candidates)))
        name = f"{stored.name}.{suffix}"
        if suffix in ("svg", "png"):
            with tempfile.TemporaryDirectory(dir=site.scratch_folder) as folder, site.drawing:
                snapshot.graph.draw_answer(found, Path(folder, name), language=lang)
                return drawn(Path(folder, name), name=name)
        files_ = {"file", "one_file", "other_file"}
        rows = [
            [
                site.folders.display_path(str(v)) if c in files_ and v else v
                for c, v in zip(found.columns, row, strict=True)
            ]
            for row in found.rows
        ]
    title = stored.title if lang == "vi" else stored.title_en
    cells = [
        [display_value(lang, value, column) for column, value in zip(found.columns, row, strict=True)] for row in rows
    ]
    asked_ = ((n, v) for n, v in found.parameters.items() if isinstance(v, str | int))
    about = [(title, ""), *((catalogue_word(lang, "parameter", n), display_value(lang, v)) for n, v in asked_)]
    return _file(name, lang, title, found.columns, rows, cells, about)


def _file(
    name: str,
    lang: str,
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    cells: Sequence[Sequence[str]],
    about: Sequence[tuple[str, str]],
) -> Response:
    """Return rows as a file in the format of its name: unchanged for programs, as displayed cells with the question for people."""
    suffix = name.rpartition(".")[2]
    heads = [catalogue_word(lang, "column", column) for column in columns]
    data: bytes | str
    if suffix == "csv":
        data = "\ufeff" + render(columns, rows, "csv")
    elif suffix == "html":
        data = word_table(title, heads, cells, lang)
    else:
        data = workbook(title, heads, cells, about)
    return Response(
        data, media_type=_EXPORTS[suffix], headers={"content-disposition": f'attachment; filename="{name}"'}
    )


def _directives(request: Request, snapshot: Snapshot) -> tuple[list[str], UnclearName | None]:
    """Return the directives named in an address, and the first ambiguous name."""
    texts = [part.strip() for given in request.query_params.getlist("d") for part in re.split(r"[;\n]", given[:1000])]
    found: list[str] = []
    for text in filter(None, texts):
        clear = resolve_name(snapshot, get("coverage"), {"document": text}, "document")
        if isinstance(clear, UnclearName):
            return found, clear
        found.append(clear)
    return list(dict.fromkeys(found))[:DIRECTIVES], None


def coverage(request: Request) -> Response:
    """Show which provinces implement which directives: a tile map, a table, and the late and missing provinces."""
    site, lang = _site(request), request_language(request)
    given = request.query_params
    late = _number(given.get("late") or "90")
    old = given.get("provinces") == "63"
    values: dict[str, Any] = {
        "asked_for": "; ".join(given.getlist("d"))[:1000], "late": late, "old": old, "covered": None, "unclear": None, "suggested": [],
    }  # fmt: skip
    with site.snapshots.open() as snapshot:
        directives, values["unclear"] = _directives(request, snapshot)
        if directives:
            found = snapshot.cached(
                ("covered", *directives, old), lambda: coverage_table(snapshot, directives, old=old)
            )
            at = min(_number(given.get("map"), 0), len(directives) - 1)
            values |= {
                "covered": found, "shade": shade, "tiles": tiles(), "entries": snapshot.entries, "at": at,
                "heads": [snapshot.entries[one] for one in directives],
                "files": [(kind, url(f"/export/coverage.{kind}", document=directives[at], provinces="63" if old else "34")) for kind in ("xlsx", "csv", "html", "svg", "png")],
            }  # fmt: skip
        else:
            top = answer(snapshot.graph.store, get("top"), {}, limit=8)
            values["suggested"] = [row["document"] for row in top.records()]
    return html(request, "coverage.html", "coverage", say(lang, "coverage.title"), **values)


async def decide(request: Request) -> Response:
    """Show doubtful identities, and record or withdraw judgements."""
    if request.method == "GET":
        return await run_in_threadpool(_doubts, request, None)
    async with request.form(max_files=0, max_fields=20) as form:
        given = {name: _field(value).strip()[:500] for name, value in form.items()}
    why = await run_in_threadpool(_judge, request, given)
    if why:
        return await run_in_threadpool(_doubts, request, why)
    _site(request).builder.build()
    answered = RedirectResponse("/decide", 303)
    answered.set_cookie(
        _AUTHOR_COOKIE, quote(given.get("who", "")), max_age=31_536_000, httponly=True, samesite="strict"
    )
    return answered


def _judge(request: Request, given: Mapping[str, str]) -> str | None:
    """Record or withdraw a judgement; returns why that failed, or None."""
    site, lang = _site(request), request_language(request)
    address_ = request.client.host if request.client else ""
    who, doubtful, one = given.get("who", ""), given.get("b", ""), given.get("a", "")
    if not who:
        return say(lang, "decide.no_name")
    try:
        if given.get("did") == "undo":
            site.judgements.end(one, doubtful, who, address_)
            return None
        with site.snapshots.open() as snapshot:
            if doubtful not in snapshot.entries:
                return say(lang, "decide.gone")
            if given.get("did") == "other":
                one = find_document(snapshot.graph.store, given.get("other", ""))
            if one not in snapshot.entries or one == doubtful:
                return say(lang, "decide.gone")
        judgement: Literal["same", "different"] = "different" if given.get("did") == "different" else "same"
        site.judgements.judge(one, doubtful, judgement, who, given.get("why", ""), address_)
    except NotFoundError:
        return say(lang, "decide.not_found", said=given.get("other", ""))
    except QueryError:
        return say(lang, "decide.gone")
    except DataFileError:
        return say(lang, "decide.contradicts")
    return None


def _doubts(request: Request, why: str | None) -> Response:
    site, lang = _site(request), request_language(request)
    judged = site.judgements.all()
    with site.snapshots.open() as snapshot:
        active = tuple(one for one in judged if one.ended is None)
        found = snapshot.cached(("doubts", active), lambda: doubts(snapshot, active))
        at = min(_number(request.query_params.get("page")), max(1, -(-len(found) // DOUBTS)))
        return html(
            request, "decide.html", "decide", say(lang, "decide.title"), 422 if why else 200, why=why, entries=snapshot.entries,
            doubts=found[(at - 1) * DOUBTS : at * DOUBTS], found=len(found), page=at, pages=max(1, -(-len(found) // DOUBTS)), query={},
            unnamed=snapshot.cached("unnamed", lambda: count_without_id(snapshot)), judged=judged[::-1][:200], who=unquote(request.cookies.get(_AUTHOR_COOKIE, "")), proof_url=lambda row: proof_url(snapshot, row),
            busy=site.builder.busy,
        )  # fmt: skip


def _news(request: Request, snapshot: Snapshot) -> tuple[list[News], str]:
    """Return the news since the day in an address, by default a month ago."""
    site = _site(request)
    last = site.today()
    day = request.query_params.get("since", "")
    first = datetime.date.fromisoformat(day) if is_day(day) else last - datetime.timedelta(days=30)
    return news(snapshot, site.snapshots.url, first, last), first.isoformat()


def _news_sentence(snapshot: Snapshot, one: News, lang: str) -> str:
    def name(identity: str | None) -> str:
        entry = snapshot.entries.get(identity or "")
        return show_document(entry.row) if entry else identity or ""

    by = say(lang, "document.by", by=one.by) if one.by and one.by not in snapshot.entries else name(one.by)
    return say(lang, f"news.{one.kind}", document=name(one.id), by=by).strip()


def news_page(request: Request) -> Response:
    """Show the news since a day."""
    site, lang = _site(request), request_language(request)
    with site.snapshots.open() as snapshot:
        found, first = _news(request, snapshot)
        counts = Counter(one.kind for one in found)
        kind = request.query_params.get("kind", "")
        shown_ = [one for one in found if not kind or one.kind == kind]
        at = min(_number(request.query_params.get("page")), max(1, -(-len(shown_) // PER_PAGE)))
        return html(
            request, "news.html", "news", say(lang, "news.title"), items=shown_[(at - 1) * PER_PAGE : at * PER_PAGE], entries=snapshot.entries,
            since=first, kind=kind, kinds=[(one, counts[one]) for one in KINDS if counts[one]], told=lambda one: _news_sentence(snapshot, one, lang),
            page=at, pages=max(1, -(-len(shown_) // PER_PAGE)), query={"since": first, "kind": kind}, found=len(found),
            feed=url("/news.atom", token=site.access.read), exports=[(one, url(f"/news.{one}", since=first, kind=kind)) for one in _EXPORTS],
        )  # fmt: skip


def news_file(request: Request) -> Response:
    """Return all news since a day as a file."""
    site, lang, suffix = _site(request), request_language(request), _suffix(request)
    kind = request.query_params.get("kind", "")
    with site.snapshots.open() as snapshot:
        found, first = _news(request, snapshot)
        found = [one for one in found if not kind or one.kind == kind]
        if suffix in ("svg", "png"):
            return _timeline_picture(
                site, snapshot, [one.id for one in found if one.id in snapshot.entries], f"news.{suffix}", lang
            )

        told = [_news_sentence(snapshot, one, lang) for one in found]
        rows = [
            (one.day, one.kind, what, one.id, one.by, [snapshot.entries[i].row for i in one.touched])
            for one, what in zip(found, told, strict=True)
        ]
        cells = [
            [
                display_value(lang, one.day),
                catalogue_word(lang, "kind", one.kind),
                what,
                one.id,
                one.by or "",
                display_value(lang, touched),
            ]
            for one, what, (*_, touched) in zip(found, told, rows, strict=True)
        ]
    title = say(lang, "news.title")
    about = [
        (title, ""),
        (say(lang, "news.since"), display_value(lang, first)),
        *([(catalogue_word(lang, "column", "kind"), catalogue_word(lang, "kind", kind))] if kind else []),
    ]
    return _file(f"news.{suffix}", lang, title, ("day", "kind", "what", "id", "by", "touches"), rows, cells, about)


def news_feed(request: Request) -> Response:
    """Return the news as a feed."""
    site, lang = _site(request), request_language(request)
    with site.snapshots.open() as snapshot:
        found, _ = _news(request, snapshot)
        items = [(one, _news_sentence(snapshot, one, lang)) for one in found[:200]]
    latest = datetime.datetime.fromisoformat(f"{found[0].day if found else site.today().isoformat()}T00:00:00")
    base = f"http://{request.headers.get('host', '')}"
    return Response(
        atom(say(lang, "news.title"), base, items, latest), media_type="application/atom+xml; charset=utf-8"
    )
