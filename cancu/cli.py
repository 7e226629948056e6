"""The command line: each command parses its arguments, calls one function and prints the result."""

import datetime
import errno
import os
import re
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from contextvars import ContextVar, copy_context
from itertools import pairwise
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from cancu import __version__
from cancu.errors import CancuError, NotFoundError, QueryError
from cancu.interrupts import CODE, say_interrupted, set_message
from cancu.messages import LANGUAGES, catalogue_word, locale_language, translated
from cancu.render import FORMATS, count_noun, escape_controls, render, show_run, use_utf8

if TYPE_CHECKING:
    from cancu.api import OpenGraph
    from cancu.corpus import Corpus
    from cancu.extract import Source
    from cancu.graph.resolve import Resolved
    from cancu.graph.store import LoadReport
    from cancu.graph.store.cypher_store import CypherStore
    from cancu.id_collisions import ResolvedCollisions
    from cancu.ingest.building import Built
    from cancu.ingest.files import Files
    from cancu.ingest.reading_cache import ReadingCache
    from cancu.knowledge.base import Knowledge
    from cancu.queries.order import Order
    from cancu.viz import Drawn

_STORE = click.option(
    "--store",
    default=".cancu/graph",
    show_default=True,
    envvar=["CANCU_STORE", "NEO4J_URI"],
    help="A folder for the embedded graph, or neo4j://HOST (user and password from NEO4J_USERNAME, NEO4J_PASSWORD).",
)
_FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="table",
    show_default=True,
    help="The format in which rows are printed.",
)
_ROWS_FILE = click.option(
    "-o",
    "--output",
    "rows_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the rows to a file instead: csv, xlsx, json, jsonl, parquet, html or md.",
)
_LABELS = click.option(
    "--labels",
    is_flag=True,
    help="Translate the names of columns and values in JSON and CSV too, for people; a document is shown by its name.",
)
_BOM = click.option(
    "--bom", is_flag=True, help="Begin a csv FILE with a byte order mark, so that Excel recognises UTF-8."
)
_EVIDENCE = click.option(
    "--evidence/--no-evidence", default=True, help="Show the sentence, file and place of each row."
)
_FILE = click.Path(path_type=Path, dir_okay=False)
_LIMIT = click.option("--limit", type=click.IntRange(min=1), help="The largest number of rows.")
_TIMEOUT = click.option(
    "--timeout",
    type=click.FloatRange(min=0.1),
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    help="The time limit in seconds.",
)


_LANGUAGE = ContextVar("language", default="en")


def _translate(text: str) -> str:
    """Return a message of the program in the user's language."""
    return translated(_LANGUAGE.get(), text)


def _say(text: str) -> None:
    """Print a line on stderr, with control characters in names and texts made harmless."""
    click.echo(escape_controls(_translate(text)), err=True)


def _warn(text: str) -> None:
    """Print an error or a doubt on stderr."""
    click.echo(escape_controls(f"cancu: {_translate(text)}"), err=True)


def _show(
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    form: str,
    file: Path | None,
    *,
    bom: bool = False,
    labels: bool = False,
    title: str = "",
    evidence: bool = True,
) -> None:
    """Print rows in a format, or write them to a file whose suffix determines the format."""
    given = click.get_current_context().get_parameter_source("form") is ParameterSource.COMMANDLINE
    if file is None:
        if bom:
            raise click.UsageError("--bom is for a csv file: name it with -o")
        click.echo(
            render(columns, rows, form, evidence=evidence, language=_display_language(form, labels=labels)), nl=False
        )
        return
    if given:
        raise click.UsageError(f"the suffix of {file} determines the format; leave out --format")
    from cancu.export.files import write_rows

    words = _display_language(file.suffix.lower(), labels=labels)
    write_rows(file, columns, rows, title=title, bom=bom, evidence=evidence, language=words)
    _say(f"{file}: {count_noun(len(rows), 'row')}")


def _display_language(form: str, *, labels: bool = False) -> str | None:
    """Return the language for column names and values, or None to keep the names that programs read."""
    for_people = _LANGUAGE.get() != "en" and form in ("table", "markdown", ".xlsx", ".html", ".md")
    return _LANGUAGE.get() if labels or for_people else None


class _Formatter(click.HelpFormatter):
    """Formats help in the user's language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        super().write_usage(prog, _metavars(args), f"{_translate((prefix or 'Usage:').strip())} ")

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        super().write_heading(_translate(heading))

    def write_text(self, text: str) -> None:
        """Write paragraphs; the lines of one that begins with \\b stay as they are."""
        super().write_text("\n\n".join(map(_paragraph, text.split("\n\n"))))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write options or commands with their descriptions."""
        super().write_dl([(_metavars(name), _option_help(told)) for name, told in rows], col_max, col_spacing)


def _metavars(text: str) -> str:
    """Return text with the names of arguments translated: FILE is TỆP."""
    if _LANGUAGE.get() == "en":
        return text
    return re.sub(
        r"(?<![\w-])[A-Z]{2,}(?: RANGE)?(?![\w-])",
        lambda m: catalogue_word(_LANGUAGE.get(), "metavar", m.group()),
        text,
    )


def _paragraph(text: str) -> str:
    if text.startswith("\b"):
        example = _translate("Example:")
        return text.replace("\n" + " " * len("Example: "), "\n" + " " * len(f"{example} ")).replace("Example:", example)
    return _translate(" ".join(text.split()))


def _option_help(told: str) -> str:
    """Return the description of an option with its default in brackets, translated."""
    match = re.fullmatch(r"(.*?)\s*(?:\[([^\[\]]+)\])?", told, re.DOTALL)
    assert match is not None
    words, more = _translate(" ".join(match[1].split())), match[2]
    return words if more is None else f"{words}  [{'; '.join(map(_translate, more.split('; ')))}]".lstrip()


class _Context(click.Context):
    formatter_class = _Formatter


class _UsageError(click.UsageError):
    """A usage error, reported in the user's language."""

    def show(self, file: Any = None) -> None:
        """Print the usage line and what is wrong."""
        if self.ctx is not None:
            hint = _translate(f"Try '{self.ctx.command_path} --help' for help.")
            click.echo(f"{self.ctx.get_usage()}\n{hint}\n", err=True)
        click.echo(escape_controls(f"{_translate('Error:')} {self.message}"), err=True)


@contextmanager
def _translated_errors() -> Iterator[None]:
    """Translate click's own messages; in English they are left as they are."""
    try:
        yield
    except click.ClickException as error:
        if _LANGUAGE.get() == "en":
            raise
        message = error.format_message()
        if isinstance(error, click.MissingParameter):
            message = _metavars(message)
        told = _UsageError(_translate(message), getattr(error, "ctx", None))
        told.exit_code = error.exit_code  # type: ignore[misc]
        raise told from error


class _Command(click.Command):
    """A command that accepts --lang and is listed in that language."""

    context_class = _Context

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.append(_language_option())

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first sentence of the help."""
        if _LANGUAGE.get() == "en":
            return super().get_short_help_str(limit)
        first = _translate(" ".join((self.help or "").split("\n\n")[0].split()))
        return shorten(first, limit, placeholder="…")


def _language_option() -> click.Option:
    return click.Option(
        ["--lang"],
        type=click.Choice(tuple(LANGUAGES)),
        envvar="CANCU_LANG",
        expose_value=False,
        is_eager=True,
        help="The language of help, tables and messages.  [default: CANCU_LANG, else that of the locale]",
    )


def _requested_language(arguments: Sequence[str]) -> str:
    """Return the language given by --lang, else by the environment.

    It is read before the other arguments, because help and errors are in that language too.
    """
    ours = arguments[: arguments.index("--")] if "--" in arguments else arguments
    named = [value for name, value in pairwise(ours) if name == "--lang"]
    named += [one.removeprefix("--lang=") for one in ours if one.startswith("--lang=")]
    given = named[-1] if named else os.environ.get("CANCU_LANG") or locale_language(os.environ)
    return given if given in LANGUAGES else "en"


class _Group(click.Group):
    """Turns the package's errors into one line on stderr and their exit codes, and sets the language."""

    command_class = _Command
    context_class = _Context

    def main(self, args: Sequence[str] | None = None, *rest: Any, **more: Any) -> Any:
        """Run the command line."""
        given = list(sys.argv[1:] if args is None else args)
        language = _requested_language(given)
        _LANGUAGE.set(language)
        set_message(lambda: translated(language, "interrupted"))
        return super().main(given, *rest, **more)

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Parse the arguments before the command."""
        with _translated_errors():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command and report its errors."""
        try:
            with _translated_errors():
                result = super().invoke(ctx)
            if not sys.stdout.closed:  # an assistant's server closes it when its client leaves
                sys.stdout.flush()
            return result
        except KeyboardInterrupt:
            say_interrupted()
            ctx.exit(CODE)
        except BrokenPipeError:
            raise  # whoever read the answer has enough of it (`| head`): click ends without a word
        except CancuError as error:
            _warn(str(error))
            ctx.exit(error.exit_code)
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            remedy = "make room and run again" if full else "check the path and what you may write"
            _warn(f"{where}{error.strerror or error}; {remedy}")
            if full:
                os.dup2(
                    os.open(os.devnull, os.O_WRONLY), 1
                )  # what is still to be written is not tried at the end again
            ctx.exit(1)


@click.group(
    cls=_Group,
    params=[_language_option()],
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(__version__, message="cancu %(version)s")
def main() -> None:
    """Find what Vietnamese documents cite, load the links, and answer lineage and impact questions.

    \b
    Example:
      cancu build my-folder
      cancu query implementers "Đề án 06"
    """
    use_utf8()


def _graph(store: str) -> "OpenGraph":
    """Open an existing graph."""
    from cancu.api import OpenGraph

    return OpenGraph(store)


def _create(store: str, *, anew: bool = False) -> "CypherStore":
    """Open a store for loading; create it if there is none, or start it `anew` in any case."""
    from cancu.graph.store import open_to_load

    return open_to_load(store, anew=anew, waiting=lambda why: _warn(str(why)))


def _fill_answer_cache(store: str) -> None:
    """After a complete load, compute the slow answers about all documents in advance; after a smaller one, the first query waits."""
    from cancu.queries.run import fill_answer_cache

    fill_answer_cache(store)


def _progress(label: str) -> Callable[[Iterable[str]], Iterable[str]]:
    """Return a progress bar on stderr for a terminal, or for one file how long it takes; else a function that does nothing."""

    def show(files: Iterable[str]) -> Iterable[str]:
        listed = list(files)
        if not sys.stderr.isatty():
            yield from listed
            return
        if len(listed) == 1:
            with _working(listed[0]):
                yield listed[0]
            return
        with click.progressbar(listed, label=_translate(label), file=sys.stderr) as bar:
            yield from bar

    return show


@contextmanager
def _working(file: str) -> Iterator[None]:
    """Show on a terminal that a text is being read and for how long, if it takes more than a second or two; the line is erased at the end."""
    if not sys.stderr.isatty():
        yield
        return
    done, begun = threading.Event(), time.monotonic()

    def tell() -> None:
        while not done.wait(_PATIENCE_S):
            words = escape_controls(_translate(f"{file}: being read, {time.monotonic() - begun:.0f} s so far"))
            click.echo(f"\r{words}\x1b[K", nl=False, err=True)

    teller = threading.Thread(
        target=copy_context().run, args=(tell,), daemon=True
    )  # it speaks the language of the command
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()
        if time.monotonic() - begun > _PATIENCE_S:
            click.echo("\r\x1b[K", nl=False, err=True)


_PATIENCE_S = 1.5
"""Seconds between two such words."""


def _reading_cache(register: str | None) -> "ReadingCache":
    """Return the cache of readings; with a user's own register, readings made with that register only."""
    from hashlib import sha256

    from cancu.ingest.reading_cache import ReadingCache

    return ReadingCache(more=sha256(Path(register).read_bytes()).hexdigest() if register else "")


def _read(
    paths: tuple[str, ...],
    decisions: str | None,
    knowledge: "Knowledge",
    cache: "ReadingCache | None" = None,
    jobs: int = 1,
) -> "Corpus":
    from cancu.corpus import read_corpus
    from cancu.graph.decisions import read_decisions

    corpus = read_corpus(
        paths,
        stdin=sys.stdin.buffer.read,
        knowledge=knowledge,
        decisions=read_decisions(Path(decisions)) if decisions else None,
        cache=cache,
        progress=_progress("reading"),
        jobs=jobs,
    )
    for line in (*corpus.failures, *corpus.notes):
        _warn(line)
    return corpus


def _knowledge(register: str | None) -> "Knowledge":
    from cancu.knowledge.base import with_register

    return with_register(Path(register) if register else None)


def _load(
    opened: "CypherStore",
    resolved: "Resolved",
    knowledge: "Knowledge",
    tasks: "Mapping[str, Sequence[str]] | None" = None,
    *,
    again: bool = False,
) -> "tuple[LoadReport, ResolvedCollisions]":
    """Load what was read and keep it apart from other files in the store; `tasks` are the tasks set by each text, by path."""
    from cancu.corpus import graph_of
    from cancu.id_collisions import resolve_collisions

    opened.create_schema()
    beside = resolve_collisions(resolved, opened.texts, knowledge)
    report = opened.load(graph_of(beside.resolved, tasks), again=again)
    for note in beside.notes:
        _warn(note)
    return report, beside


def _load_summary(store: str, report: "LoadReport", changed: int) -> str:
    """Return a one-line summary of a load."""
    from cancu.models import Relation

    links = count_noun(sum(report.sent.get(relation.value, 0) for relation in Relation), "link")
    return f"{store}: {links} loaded, {count_noun(report.unchanged_documents, 'document')} unchanged, {changed} with a new text"


def _build_incrementally(
    files: "Files", store: str, register: str | None, knowledge: "Knowledge", jobs: int, *, again: bool
) -> "Built | None":
    """Build with the ledger of the store, or return None where that is impossible and all texts must be resolved together."""
    import sqlite3

    from cancu.ingest.building import MovedError, build

    try:
        return build(
            files,
            store,
            lambda: _create(store, anew=again),
            knowledge=knowledge,
            register=Path(register).read_text(encoding="utf-8") if register else "",
            cache=_reading_cache(register),
            jobs=jobs,
            again=again,
            progress=_progress("reading"),
            say=_warn,
        )
    except (MovedError, sqlite3.Error, UnicodeEncodeError):
        return None


def _read_one(file: str, knowledge: "Knowledge") -> "Corpus":
    """Return the corpus of one file; a folder is a usage error, an unreadable file ends the command."""
    if Path(file).is_dir():
        raise click.UsageError(f"{file} is a folder: name one file of it")
    corpus = _read((file,), None, knowledge)
    if not corpus.extractions:
        sys.exit(1)
    return corpus


def _report_reading(corpus: "Corpus") -> None:
    _say(show_run(corpus.counts(), corpus.skipped))


_PATHS = click.argument("paths", nargs=-1, required=True, metavar="PATH…")
_DECISIONS = click.option("--decisions", metavar="FILE", help="Human judgements about identity (JSON Lines).")
_REGISTER = click.option("--register", metavar="FILE", help="More known documents (JSON Lines).")
_JOBS = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="The number of processes that read the files; the result is the same.",
)


@main.command()
@_PATHS
@_STORE
@_DECISIONS
@_REGISTER
@click.option(
    "--prune",
    is_flag=True,
    help="Remove documents from the store whose files are not among PATH…, if all could be read.",
)
@click.option(
    "--again",
    is_flag=True,
    help="Load every document, even if it seems to be loaded already; an embedded store is rebuilt from PATH… alone.",
)
@_JOBS
def build(
    paths: tuple[str, ...], store: str, decisions: str | None, register: str | None, prune: bool, again: bool, jobs: int
) -> None:
    """Read files and folders, find and resolve their citations, and load the graph.

    \b
    Example: cancu build plans/ decisions/ --store neo4j://localhost
    """
    from cancu.graph.store import check_place
    from cancu.ingest.files import find_files
    from cancu.ingest.unchanged import lines_of, remember, stamp

    files = find_files(paths)
    given = None if prune else stamp(files, (decisions, register), None if again else store)
    if not again and (before := lines_of(store, given)) is not None:
        for line in before:
            _say(line)
        return
    knowledge = _knowledge(register)
    check_place(store)
    built = None
    if not (decisions or prune or "-" in files.files):
        built = _build_incrementally(files, store, register, knowledge, jobs, again=again)
    if built is not None:
        _say(show_run(built.counts, built.skipped))
        if built.report is None:
            raise NotFoundError("nothing to build: no file could be read")
        for note in built.beside:
            _warn(note)
        if not built.failures and not built.anew and not built.beside:
            documents = count_noun(built.counts["documents"], "document")
            said = (*(f"cancu: {line}" for line in built.notes), show_run(built.counts, built.skipped))
            remember(store, given, [*said, f"{store}: 0 links loaded, {documents} unchanged, 0 with a new text"])
        _say(_load_summary(store, built.report, built.changed))
        if not built.report.unchanged_documents:
            _fill_answer_cache(store)
        if built.failures:
            sys.exit(1)
        return
    corpus = _read(paths, decisions, knowledge, _reading_cache(register), jobs)
    if not corpus.extractions:
        _report_reading(corpus)
        raise NotFoundError("nothing to build: no file could be read")
    removed = None
    with closing(_create(store, anew=again)) as opened:
        report, beside = _load(opened, corpus.resolved, knowledge, corpus.tasks, again=again)
        if prune and not corpus.failures:
            removed = opened.prune({d.id for d in beside.resolved.documents if d.in_corpus}, bare=True)
            if removed:  # what is only cited now is known by what cites it
                _load(opened, corpus.resolved, knowledge)
    if not corpus.failures and not corpus.anew and not beside.notes:
        documents = count_noun(sum(d.in_corpus for d in beside.resolved.documents), "document")
        said = (*(f"cancu: {line}" for line in corpus.notes), show_run(corpus.counts(), corpus.skipped))
        remember(store, given, [*said, f"{store}: 0 links loaded, {documents} unchanged, 0 with a new text"])
    _report_reading(corpus)
    _say(_load_summary(store, report, beside.changed) + (f", {removed} removed" if removed is not None else ""))
    if not report.unchanged_documents:
        _fill_answer_cache(store)
    if prune and removed is None:
        _say("nothing was removed, because not all of PATH… could be read; fix that and build again")
    if corpus.failures:
        sys.exit(1)


@main.command()
@_PATHS
@click.option(
    "-o",
    "--output",
    metavar="PLACE",
    required=True,
    help="The folder, or its URL, for the partitions of this build.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    help="The number of processes on this machine.",
)
@click.option("--scheduler", metavar="ADDRESS", help="A Dask scheduler whose workers do the work: tcp://HOST:8786.")
@click.option(
    "--per-part",
    type=click.IntRange(min=1),
    show_default="a thousandth of all, 100 to 20,000",
    metavar="N",
    help="The number of files read together: what is repeated when a worker dies.",
)
@click.option("--store", help="Load the graph into this store too: an empty folder, or neo4j://HOST.")
@click.option("--import-files", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
              help="Write the files for neo4j-admin's import too, and print the import command.")  # fmt: skip
@_DECISIONS
@_REGISTER
def cluster(
    paths: tuple[str, ...],
    output: str,
    workers: int,
    scheduler: str | None,
    per_part: int | None,
    store: str | None,
    import_files: Path | None,
    decisions: str | None,
    register: str | None,
) -> None:
    """Build a large graph with many processes or machines, as partitions (Parquet); the result is the same as that of `build`.

    PATH… are files, folders, their URLs (s3://…) and tables of texts (Parquet with the columns path and text, or
    content). If it is interrupted, run it again with the same -o to continue.

    \b
    Example: cancu cluster papers/ -o partitions/ --workers 8 --store .cancu/graph
             cancu cluster s3://papers/2026 -o s3://graphs/2026 --scheduler tcp://10.0.0.5:8786 --import-files import/
    """
    if scheduler is not None and (
        near := [
            one
            for one in (*paths, output, *([str(import_files)] if import_files else []))
            if "://" not in one and not Path(one).is_absolute()
        ]
    ):
        raise click.UsageError(f"{near[0]}: workers on other machines need a whole path, or a URL")
    from cancu.cluster import graph as finished
    from cancu.cluster.run import build as build_partitions
    from cancu.cluster.workers import cluster as started

    with started(workers, scheduler) as each:
        built = build_partitions(
            paths, output, each, per_part=per_part, register=register, decisions=decisions, say=_say
        )
        command = finished.write_import(built.plan, import_files, each) if import_files is not None else None
    for line in built.failures[:_MOST_LISTED]:
        _warn(line)
    if len(built.failures) > _MOST_LISTED:
        _say(f"… {len(built.failures) - _MOST_LISTED} more files could not be read")
    _say(show_run(built.counts, built.skipped))
    _say(f"{built.report}: everything that was skipped or is in doubt")
    if command is not None:
        click.echo(command)
    if store is not None:
        with closing(_create(store)) as opened:
            finished.load(finished.Partitions(built.plan), opened)
        _say(f"{store}: {count_noun(built.counts['documents'], 'document')} loaded")
        _fill_answer_cache(store)
    if built.failures:
        sys.exit(1)


_MOST_LISTED = 20
"""How many unreadable files are named one by one; the report names all."""


@main.command()
@_PATHS
@_STORE
@_DECISIONS
@_REGISTER
@click.option(
    "--every",
    type=click.FloatRange(min=0.1),
    default=5.0,
    show_default=True,
    metavar="SECONDS",
    help="The time between two checks; a file is read once it stays the same from one check to the next.",
)
@click.option("--once", is_flag=True, help="Update the graph once, then exit.")
def watch(
    paths: tuple[str, ...], store: str, decisions: str | None, register: str | None, every: float, once: bool
) -> None:
    """Keep the graph in step with folders: read new and changed files, remove deleted ones, until interrupted.

    \b
    Example: cancu watch my-folder --every 60
    """
    from cancu.graph.decisions import read_decisions
    from cancu.ingest.watch import one_pass
    from cancu.ingest.watch import watch as watch_folders

    knowledge, cache, told = _knowledge(register), _reading_cache(register), set[str]()

    def step() -> None:
        judged = read_decisions(Path(decisions)) if decisions else None
        with closing(_create(store)) as opened:
            corpus, change = one_pass(paths, opened, store, knowledge=knowledge, decisions=judged, cache=cache)
        for line in (*corpus.failures, *corpus.notes):
            if line not in told:
                _warn(line)
                told.add(line)
        _say(
            f"{change.at} {count_noun(len(corpus.extractions), 'text')}: {len(change.added)} added, {len(change.changed)} changed,"
            f" {len(change.removed)} removed; {count_noun(len(change.links_added), 'link')} added, {len(change.links_removed)} removed"
        )

    try:
        watch_folders(paths, step, every_s=0.0 if once else every, looks=1 if once else None)
    except KeyboardInterrupt:
        _say("ended")


@main.command()
@click.option(
    "--since",
    "day",
    default="yesterday",
    show_default=True,
    metavar="DATE",
    help="yesterday, today, yyyy-mm-dd or yyyy-mm-ddThh:mm.",
)
@_STORE
@_FORMAT
@_ROWS_FILE
@_LABELS
@_BOM
def changes(day: str, store: str, form: str, rows_file: Path | None, labels: bool, bom: bool) -> None:
    """List what `watch` has changed in the graph since a day.

    \b
    Example: cancu changes --since yesterday
    """
    import datetime

    from cancu.ingest.journal import journal_of, since

    today = datetime.datetime.combine(datetime.date.today(), datetime.time())
    try:
        start = {"yesterday": today - datetime.timedelta(days=1), "today": today}.get(
            day
        ) or datetime.datetime.fromisoformat(day)
    except ValueError as error:
        raise click.UsageError(f"'{day}' is not a day: write yesterday, today or 2026-11-28") from error
    rows: list[tuple[str, str, str, str]] = []
    for change in since(journal_of(store), start):
        for what in ("added", "changed", "removed"):
            rows += ((change.at, what, d["key"] or d["id"], d["path"] or "") for d in getattr(change, what))
        for what in ("links_added", "links_removed"):
            kind = what.replace("links_", "link ")
            rows += ((change.at, kind, f"{s} {r} {t}", "") for s, r, t in getattr(change, what))
    _show(("at", "what", "document", "path"), rows, form, rows_file, labels=labels, bom=bom)
    _report_row_count(len(rows), None, None)


@main.command()
@_PATHS
@_DECISIONS
@_REGISTER
@click.option(
    "-o",
    "--output",
    type=click.File("w", encoding="utf-8", lazy=True),
    default="-",
    help="The .jsonl file to write (default: stdout).",
)
@_JOBS
def extract(paths: tuple[str, ...], decisions: str | None, register: str | None, output: Any, jobs: int) -> None:
    """Print what the files say as JSON Lines: the document of each file, then its mentions of others.

    \b
    Example: cancu extract plan.txt > plan.jsonl
    """
    from cancu.corpus import records

    if output.name not in ("-", "<stdout>") and not output.name.endswith(".jsonl"):
        raise click.UsageError(f"{output.name}: extracted records are written as .jsonl")
    knowledge = _knowledge(register)
    corpus = _read(paths, decisions, knowledge, jobs=jobs)
    for line in records(corpus):
        output.write(line + "\n")
    _report_reading(corpus)
    if corpus.failures or not corpus.extractions:
        sys.exit(1)


@main.command()
@click.argument("file", metavar="FILE")
@_STORE
@_REGISTER
def load(file: str, store: str, register: str | None) -> None:
    """Load what `extract` printed ('-' for stdin), with the same --register.

    \b
    Example: cancu extract plans/ | cancu load -
    """
    from cancu.corpus import read_records
    from cancu.errors import ReadError

    try:
        text = (sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(
            f"{file}: cannot be read as UTF-8 text ({error}); give a file that `cancu extract` wrote"
        ) from error
    knowledge = _knowledge(register)
    resolved = read_records(text.split("\n"), file, knowledge)
    with closing(_create(store)) as opened:
        report, _ = _load(opened, resolved, knowledge)
    _say(
        f"{store}: {count_noun(report.sent.get('Document', 0), 'document')} sent, {report.unchanged_documents} unchanged",
    )


@main.command()
@_FORMAT
def queries(form: str) -> None:
    """List the stored queries.

    \b
    Example: cancu queries
    """
    from cancu.queries import catalogue

    rows: list[tuple[str, ...]] = [
        (q.name, q.title, q.title_en, " ".join(p.name if p.required else f"[{p.name}]" for p in q.parameters))
        for q in catalogue().values()
    ]
    columns: tuple[str, ...] = ("name", "title", "title_en", "parameters")
    if language := _display_language(form):
        columns, rows = ("name", "title", "parameters"), [(row[0], row[1], row[3]) for row in rows]
    click.echo(render(columns, rows, form, language=language), nl=False)


@main.command()
@click.argument("name")
@click.argument("arguments", nargs=-1, metavar="[ARGUMENT]…")
@click.option("-p", "--parameter", "named", multiple=True, metavar="NAME=VALUE", help="A parameter by name.")
@click.option("--select", "selector", metavar="SELECTOR", help="Only rows with a document of this selection.")
@click.option("--order", type=click.Choice(("newest", "oldest")), help="Which documents come first, by their days.")
@click.option("--draw", "picture", type=_FILE, metavar="FILE", help="Draw the answer too (html, svg, png).")
@_EVIDENCE
@_TIMEOUT
@_STORE
@_FORMAT
@_ROWS_FILE
@_LABELS
@_BOM
@_LIMIT
def query(
    name: str,
    arguments: tuple[str, ...],
    named: tuple[str, ...],
    selector: str | None,
    order: "Order | None",
    picture: Path | None,
    evidence: bool,
    timeout: float,
    store: str,
    form: str,
    rows_file: Path | None,
    labels: bool,
    bom: bool,
    limit: int | None,
) -> None:
    """Run a stored query; arguments fill its parameters in their order.

    \b
    Example: cancu query implementers "Đề án 06" thanh-hoa
             cancu query implementers "Đề án 06" -o who.xlsx
             cancu query missing --select "+24/KH-UBND type:L"
    """
    from cancu.queries import answer, get
    from cancu.queries.run import elsewhere, positional

    stored = get(name)
    values = positional(stored, arguments) | _parse_parameters(named)
    with _graph(store) as graph:
        found = answer(graph.store, stored, values, limit=None if selector else limit, timeout_s=timeout, order=order)
        if selector:
            found = graph.only(found, selector, limit=limit)
        drawn = graph.draw_answer(found, picture, language=_LANGUAGE.get()) if picture and found.rows else None
    _show(found.columns, found.rows, form, rows_file, labels=labels, bom=bom, title=stored.title, evidence=evidence)
    if drawn:
        _report_drawing(drawn)
    if not found.rows:
        for parameter in (p for p in stored.parameters if p.type == "words" and p.name in values):
            _say(f"no title has the words '{values[parameter.name]}'")
        for said, name_, value in elsewhere(stored, values):
            _say(f"'{said}' is known as {name_}: write -p {name_}={value}")
    _report_row_count(len(found.rows), found.cut, limit)


@main.command()
@_EVIDENCE
@_TIMEOUT
@_STORE
@_FORMAT
@_ROWS_FILE
@_LABELS
@_BOM
@_LIMIT
def audit(
    evidence: bool,
    timeout: float,
    store: str,
    form: str,
    rows_file: Path | None,
    labels: bool,
    bom: bool,
    limit: int | None,
) -> None:
    """List the contradictions in the graph, those that affect the most documents first.

    A citation contradicts its document if it states another date, year, type, issuer, place or title, or if it cites a
    later document. Such citations stay open; the stored query `audit` gives the same rows.

    \b
    Example: cancu audit --limit 50
    """
    from cancu.queries import answer, get

    with _graph(store) as graph:
        found = answer(graph.store, get("audit"), {}, limit=limit, timeout_s=timeout)
    _show(
        found.columns, found.rows, form, rows_file, labels=labels, bom=bom, title=get("audit").title, evidence=evidence
    )
    _report_row_count(len(found.rows), found.cut, limit)


@main.command()
@click.argument("question")
@_EVIDENCE
@_STORE
@_REGISTER
@_FORMAT
@_ROWS_FILE
@_LABELS
@_BOM
@_LIMIT
def ask(
    question: str,
    evidence: bool,
    store: str,
    register: str | None,
    form: str,
    rows_file: Path | None,
    labels: bool,
    bom: bool,
    limit: int | None,
) -> None:
    """Answer a question in Vietnamese, with or without diacritics, or in English.

    \b
    Example: cancu ask "Những kế hoạch nào của Thanh Hóa triển khai Đề án 06?"
    """
    with _graph(store) as graph:
        found = graph.ask(question, limit=limit, register=register)
    _say(f"{found.summary}\n$ {found.line}")
    _show(found.columns, found.rows, form, rows_file, labels=labels, bom=bom, title=question, evidence=evidence)
    for follow in found.next:
        _say(f"? {follow}")
    _report_row_count(len(found.rows), found.cut, limit)


def _parse_parameters(pairs: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        name, separator, value = pair.partition("=")
        if not separator:
            raise click.UsageError(f"write -p {name}=VALUE")
        found[name] = value
    return found


def _report_row_count(rows: int, cut: str | None, limit: int | None) -> None:
    why = "cut by --limit" if limit else "cut there; --limit NUMBER gives more"
    if cut == "bytes":
        why = "cut where the answer grew too large; ask for less of each row"
    _say(count_noun(rows, "row") + (f" ({why})" if cut else ""))
    if not rows:
        sys.exit(1)


@main.command()
@click.argument("statement")
@click.option("-p", "--parameter", "named", multiple=True, metavar="NAME=VALUE", help="A parameter of the statement.")
@_TIMEOUT
@_STORE
@_FORMAT
@_ROWS_FILE
@_LABELS
@_BOM
@_LIMIT
def cypher(
    statement: str,
    named: tuple[str, ...],
    timeout: float,
    store: str,
    form: str,
    rows_file: Path | None,
    labels: bool,
    bom: bool,
    limit: int | None,
) -> None:
    """Run a read-only Cypher statement.

    \b
    Example: cancu cypher 'MATCH (d:Document {key: $key}) RETURN d.title' -p key=06/QĐ-TTg
    """
    with _graph(store) as graph:
        rows = graph.cypher(statement, _parse_parameters(named), timeout_s=timeout, limit=limit)
    _show(rows.columns, rows.rows, form, rows_file, labels=labels, bom=bom)
    _report_row_count(len(rows.rows), rows.cut, limit)


def _levels(text: str) -> int | None:
    """Return a number of levels, or None for all levels."""
    if text == "all":
        return None
    if not text.isdecimal():
        raise click.BadParameter(f"'{text}' is not a number of levels; write 0, 1, 2 and so on, or all")
    return int(text)


_FORM_OPTIONS = {
    "lanes": {"form", "title", "up", "down", "fold", "portrait"},
    "tree": {"form", "title", "up", "down", "fold"},
    "coverage": {"form", "title"},
    "timeline": {"form", "title", "up", "down"},
    "network": {"form", "title", "up", "down"},
    "text": set[str](),
}
"""The options that each form of picture accepts."""


@main.command()
@click.argument("selector", metavar="SELECTOR")
@click.option(
    "-o",
    "--output",
    type=_FILE,
    show_default="lineage.html, or the form's name",
    help="The file to write: html, svg or png; for a lineage also dot or mmd; for a text only html.",
)
@click.option(
    "--form",
    type=click.Choice(("lanes", "tree", "coverage", "timeline", "network")),
    default="lanes",
    show_default=True,
    help="lanes: time by authority; tree: by distance; coverage: which provinces have a plan for each document "
    "of SELECTOR; timeline: what was issued when; network: at most 300 documents to drag about, as html (needs pyvis).",
)
@click.option(
    "--text",
    "as_text",
    is_flag=True,
    help="SELECTOR is a file: draw its text with the citations marked; --store adds their states and the words of cited parts.",
)
@click.option(
    "--up", type=_levels, default="1", metavar="N|all", show_default=True, help="The number of levels that it rests on."
)
@click.option(
    "--down",
    type=_levels,
    default="2",
    metavar="N|all",
    show_default=True,
    help="The number of levels that rest on it.",
)
@click.option(
    "--fold",
    type=click.Choice(("auto", "issuer", "province", "type", "none")),
    default="auto",
    show_default=True,
    help="How many documents are folded into groups; auto: provinces by province, others by issuer.",
)
@click.option("--portrait", is_flag=True, help="Let time run down the page instead of across it.")
@click.option("--title", help="The title of the picture.")
@_STORE
@click.pass_context
def draw(ctx: click.Context, /, selector: str, output: Path | None, as_text: bool, store: str, **choices: Any) -> None:
    """Draw the lineage of a document, or of the documents of a selector.

    \b
    Example: cancu draw "Đề án 06" -o de-an-06.html
             cancu draw "Đề án 06+3 place:thanh-hoa year:2023..2025" -o thanh-hoa.svg
             cancu draw "Đề án 06, 04/CT-TTg" --form coverage -o tinh.png
             cancu draw plan.txt --text
    """
    given = {n for n in ctx.params if ctx.get_parameter_source(n) is ParameterSource.COMMANDLINE}
    form = "text" if as_text else choices["form"]
    for name in sorted(given & choices.keys() - _FORM_OPTIONS[form]):
        raise click.UsageError(f"--{name} does not apply to a {form}; leave it out")
    output = output or Path("lineage.html" if form in ("lanes", "tree") else f"{form}.html")
    if as_text:
        _draw_text(selector, output, store if "store" in given else None)
        return
    if Path(selector).is_file():
        raise click.UsageError(f"{selector} is a file; add --text to draw its text, or name a document")
    with _graph(store) as graph:
        _report_drawing(graph.draw(selector, output, language=_LANGUAGE.get(), **choices))


def _draw_text(file: str, output: Path, store: str | None) -> None:
    from cancu.review import review_draft
    from cancu.viz import CitedPart, draw_text

    source = _source(file)
    with ExitStack() as stack:
        opened = stack.enter_context(_graph(store)).store if store else None
        stack.enter_context(_working(file))
        found = review_draft(source, store=opened)
    parts = {
        name: CitedPart(words=now.words, done=tuple(one.words for one in now.done)) for name, now in found.parts.items()
    }
    at = {source.raw(i): i for i in range(len(source.text), -1, -1)}
    drawn = draw_text(
        found.draft,
        source.text,
        found.resolved.mentions,
        output,
        at=at,
        states=found.states,
        parts=parts,
        language=_LANGUAGE.get(),
    )
    _say(f"{drawn.path}: {count_noun(drawn.links, 'citation')} of {count_noun(drawn.documents, 'document')}")


def _source(file: str) -> "Source":
    """Return the one text of a file; raises ReadError if the file cannot be read or holds several texts."""
    from cancu.errors import ReadError
    from cancu.extract import Source
    from cancu.ingest.readings import transcripts

    failures: list[str] = []
    read = list(transcripts(file, failures, sys.stdin.buffer.read))
    if len(read) != 1:
        raise ReadError(failures[0] if not read else f"{file}: it contains {len(read)} documents; give one of them")
    return Source.of(read[0])


def _report_drawing(drawn: "Drawn") -> None:
    folded = f" ({drawn.folded} of them folded)" if drawn.folded else ""
    left = [
        f"{n} {what}" for n, what in ((drawn.left_out, "documents"), (drawn.references_left_out, "references")) if n
    ]
    _say(
        f"{drawn.path}: {count_noun(drawn.documents, 'document')}{folded}, {count_noun(drawn.links, 'link')}"
        + (f"; left out: {' and '.join(left)}" if left else ""),
    )


@main.command()
@click.argument("file", metavar="FILE")
@click.option("--at", type=int, help="Only the citation at this offset (in code points).")
@click.option(
    "--page",
    type=_FILE,
    metavar="PNG",
    help="Draw the page of the first citation shown, with the citation framed (PDF or scan; as PNG).",
)
@_REGISTER
def explain(file: str, at: int | None, page: Path | None, register: str | None) -> None:
    """Show which rule found each citation, and why it has its relation and document.

    \b
    Example: cancu explain plan.txt --at 1075
             cancu explain decision.pdf --at 1075 --page page.png
    """
    from cancu.extract.explain import explain as explain_text

    corpus = _read_one(file, _knowledge(register))
    (extraction,) = corpus.extractions.values()
    lines = explain_text(extraction, corpus.resolved.mentions, at=at)
    for line in lines:
        click.echo(escape_controls(_translate(line)))
    if not lines:
        raise NotFoundError(f"{file}: nothing here looks like a citation: no number, name of a law or known alias")
    if page is not None:
        _draw_page(file, corpus, at, page)


def _draw_page(file: str, corpus: "Corpus", at: int | None, page: Path) -> None:
    from cancu.ingest.readings import transcripts
    from cancu.read import frame

    mention = next((m for m in corpus.resolved.mentions if at is None or m.start <= at < m.end), None)
    if mention is None:
        raise NotFoundError(f"{file}: there is no citation at {at}, so there is no page to draw")
    (read,) = transcripts(file, [])
    number = frame(Path(file), read, mention.start, mention.end, page)
    _say(f"{page}: page {number}, “{' '.join(mention.text.split())}” framed")


@main.command()
@click.argument("file", metavar="FILE")
@click.option(
    "--on",
    metavar="DAY",
    help="The day of the review (dd/mm/yyyy); by default the draft's own, the last of its month or year, else today.",
)
@click.option("--store", metavar="STORE", help="A graph whose texts are used too: a folder, or neo4j://HOST.")
@_REGISTER
@click.option(
    "--format",
    "form",
    type=click.Choice((*FORMATS, "sarif")),
    default="table",
    show_default=True,
    help="The format in which findings are printed; json and sarif contain the whole review.",
)
@click.option("-o", "--output", type=_FILE, help="Write a page (.html), .json or .sarif.json instead of printing.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 if there is an error among the findings.")
def check(
    file: str, on: str | None, store: str | None, register: str | None, form: str, output: Path | None, exit_code: bool
) -> None:
    """Review a draft before it is signed: bases that have ended, were amended or are doubtful; wrong numbers, dates, names and bodies.

    \b
    Example: cancu check draft.txt
             cancu check draft.txt --on 15/01/2026 --store .cancu/graph -o review.html
    """
    from cancu.queries.values import typed
    from cancu.review import COLUMNS, as_json, as_sarif, draw, review_draft, rows, summary

    if Path(file).is_dir():
        raise click.UsageError(f"{file} is a folder: name one file of it")
    knowledge = _knowledge(register)
    source, language = _source(file), _LANGUAGE.get()
    day = datetime.date.fromisoformat(typed("--on", "date", on)) if on else None
    with ExitStack() as stack:
        opened = stack.enter_context(_graph(store)).store if store else None
        stack.enter_context(_working(file))
        found = review_draft(source.with_knowledge(knowledge), day=day, store=opened)
    if output is None:
        told = language if form in ("table", "markdown") else None
        if form in ("json", "sarif"):
            text = as_json(found) if form == "json" else as_sarif(found, language)
        else:
            text = render(COLUMNS, rows(found, told), form, language=_display_language(form))
        click.echo(text, nl=False)
    elif output.suffix == ".html":
        draw(found, output, language)
    elif output.suffix == ".json":
        text = as_sarif(found, language) if output.name.endswith(".sarif.json") or form == "sarif" else as_json(found)
        output.write_text(text, encoding="utf-8", newline="\n")
    else:
        raise click.UsageError(f"{output}: a review is written as .html, .json or .sarif.json")
    _say(summary(found, language))
    if not found.stated_day:
        _say("name the day of signing with --on to review it as of that day")
    if exit_code and any(finding.severity == "error" for finding in found.review.findings):
        sys.exit(1)


@main.command()
@click.option(
    "-o", "--output", type=_FILE, default=Path("lineage.html"), show_default=True, help="The picture to write."
)
def demo(output: Path) -> None:
    """Build the sample documents in a temporary store, answer three questions and draw the lineage.

    \b
    Example: cancu demo
    """
    from cancu.demo import demo as run_demo

    click.echo(f"\n{run_demo(output, lambda line: click.echo(_translate(line)), _display_language('table'))}")
    folder = "examples" if Path("examples").is_dir() else "FOLDER"
    click.echo(_translate(f"the same as pages, with your own files: cancu serve {folder}"))


@main.command()
@click.argument("selector", required=False)
@click.option(
    "-o",
    "--output",
    metavar="PATH",
    required=True,
    help="A file whose suffix determines the format: graphml, gexf, json, jsonl, xlsx, csv or parquet (the links alone), html, md, jsonld (ELI), xml (Akoma Ntoso, one document); a folder for neo4j-admin and browser; '-' for stdout.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("graphml", "gexf", "jsonl", "neo4j-admin", "browser")),
    help="What to print, or to write into a folder: neo4j-admin: the files and the command of a bulk import; browser: the stored queries for Neo4j Browser.",
)
@_BOM
@_STORE
def export(selector: str | None, output: str, form: str | None, bom: bool, store: str) -> None:
    """Write the graph, or the documents of a selector, for other programs.

    \b
    Example: cancu export -o graph.graphml
             cancu export "Đề án 06+ year:2023..2025" -o de-an-06.xlsx
             cancu export --format jsonl -o -
             cancu export --format neo4j-admin -o import/
    """
    if form in ("graphml", "gexf", "jsonl") and output != "-" and Path(output).suffix.lower() != f".{form}":
        raise click.UsageError(f"{output}: its suffix names another format than {form}; leave out --format")
    if output == "-" and (form is None or bom):
        raise click.UsageError("say with --format what to print: graphml, gexf or jsonl")
    if bom and Path(output).suffix.lower() != ".csv":
        raise click.UsageError(f"{output}: only a .csv file has a byte order mark for Excel")
    if form in ("neo4j-admin", "browser") and selector:
        raise click.UsageError(f"{form} takes no selector: leave it out")
    if form == "browser":
        from cancu.queries.browser import write_favourites

        _say(f"{output}: {write_favourites(Path(output))} stored queries and the style")
        return
    with _graph(store) as graph:
        if form == "neo4j-admin":
            from cancu.graph.store.admin_import import export_neo4j_admin

            click.echo(export_neo4j_admin(graph.store, Path(output)))
            return
        from cancu import networkx_graph

        part = graph.select(selector) if selector else networkx_graph.whole(graph.store)
    if output == "-" and form:
        for line in networkx_graph.lines(part, form):
            click.echo(line)
        _say(f"-: {count_noun(len(part.documents), 'document')}, {count_noun(len(part.links), 'link')}")
        return
    from cancu.export.graph import TABLES, write_graph

    write_graph(part, Path(output), title=selector or "", bom=bom)
    ends = {one for link in part.links for one in (link.source, link.target)}
    alone = len(part.documents) - sum(one.id in ends for one in part.documents)
    if alone and Path(output).suffix.lower() in TABLES:
        _say(
            f"{output}: {count_noun(alone, 'document')} without a link left out; .xlsx, .json and .graphml contain all"
        )
    _say(f"{output}: {count_noun(len(part.documents), 'document')}, {count_noun(len(part.links), 'link')}")


@main.command()
@click.argument("folders", nargs=-1, metavar="[FOLDER]…")
@_STORE
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen on; any other one opens the pages to the network.",
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, show_default="a free one", help="The port to listen on."
)
@click.option("--read-only", is_flag=True, help="Nobody may add files or record decisions.")
@click.option("--decisions", type=_FILE, help="The file of human judgements.  [default: beside the store]")
@click.option("--browser/--no-browser", default=True, show_default=True, help="Open the page in a browser.")
def serve(
    folders: tuple[str, ...], store: str, host: str, port: int, read_only: bool, decisions: Path | None, browser: bool
) -> None:
    """Open the documents as web pages on this machine: read, ask, review drafts and decide without a terminal.

    The documents of FOLDER… are read first; files dropped on the page are kept beside the store. The printed address
    contains a key: whoever has it can open the pages. With --host, a second address is printed for those who only read.

    \b
    Example: cancu serve my-folder
             cancu serve my-folder --host 192.168.1.20 --port 8000
    """
    try:
        from cancu.serve.run import serve as run_server
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "cancu":
            raise
        raise QueryError("this needs the optional part: pip install 'cancu[serve]'") from error
    for folder in folders:
        if not Path(folder).exists():
            raise click.UsageError(f"{folder}: there is no such folder")
    run_server(
        folders, store, host=host, port=port, read_only=read_only, decisions=decisions, browse=browser, say=click.echo
    )
    _say("ended")


@main.command()
@_STORE
def mcp(store: str) -> None:
    """Serve the stored queries to an assistant over the Model Context Protocol (stdin and stdout).

    \b
    Example: cancu mcp --store .cancu/graph
    """
    try:
        from cancu.mcp_server import serve
    except ModuleNotFoundError as error:
        raise QueryError("this needs the optional part: pip install 'cancu[mcp]'") from error
    with _graph(store) as graph:
        serve(graph)


@main.command()
@click.option("--from", "source", required=True, metavar="STORE", help="The store to read.")
@click.option("--to", "target", required=True, metavar="STORE", help="The store to fill.")
def copy(source: str, target: str) -> None:
    """Copy a whole graph from one store to another, either way between a folder and a Neo4j server.

    \b
    Example: cancu copy --from .cancu/graph --to neo4j://localhost
    """
    from cancu.graph.store.copy import copy_store

    if source == target:
        raise click.UsageError(f"--from and --to are both {source}")
    with _graph(source) as read, closing(_create(target)) as written:
        counts = copy_store(read.store, written)
    _say(f"{target}: {', '.join(f'{n} {name}' for name, n in sorted(counts.items()) if n)}")


@main.command()
@_STORE
def index(store: str) -> None:
    """Create an index of a server's links on this machine, for queries that follow many links.

    It is used until anything in the database changes; a store in a folder gets its own index with each load.

    \b
    Example: cancu index --store neo4j://localhost
    """
    from cancu.graph.store import open_store

    with closing(open_store(store, create=False)) as opened:
        _say(f"{store}: {opened.make_index()}")


@main.command()
@_STORE
@_FORMAT
def verify(store: str, form: str) -> None:
    """Check that a store contains what was loaded: files, counts, and each document against its hash.

    \b
    Example: cancu verify --store .cancu/graph
    """
    from cancu.graph.store import open_store
    from cancu.graph.store.verify import verify as verify_store

    with closing(open_store(store, create=False, checked=False)) as opened:
        found = verify_store(opened)
    if found.damages:
        click.echo(render(("where", "what"), found.damages, form, language=_display_language(form)), nl=False)
    looked = ", ".join(
        _translate(count_noun(number, noun))
        for number, noun in ((found.documents, "document"), (found.mentions, "mention"), (found.links, "link"))
    )
    if "://" in store:
        _say("a stopped server checks its own files: neo4j-admin database check")
    if found.damages:
        _say(
            f"{store}: {looked}; {count_noun(len(found.damages), 'thing')} not as loaded: make it whole with"
            f" cancu build --again --store {store} FOLDER…, with all folders that were loaded",
        )
        sys.exit(1)
    _say(f"{store}: {looked}: all as they were loaded")


@main.command()
@_FORMAT
def schema(form: str) -> None:
    """Print the schema of the graph, for those who write Cypher.

    \b
    Example: cancu schema
    """
    from cancu.manual import SCHEMA_COLUMNS, schema_rows

    click.echo(render(SCHEMA_COLUMNS, schema_rows(), form, language=_display_language(form)), nl=False)


@main.command(hidden=True)
@click.argument("page", type=click.Choice(("cli", "cli.vi", "queries", "schema")))
@click.pass_context
def manual(ctx: click.Context, page: str) -> None:
    """Print a page of the manual, as in docs/."""
    from cancu.graph.schema_page import schema_page
    from cancu.manual import cli_page, queries_page

    if page == "schema":
        click.echo(schema_page(), nl=False)
        return
    if page == "queries":
        click.echo(queries_page(), nl=False)
        return
    language = "vi" if page == "cli.vi" else "en"  # whoever prints it, the page is the same
    _LANGUAGE.set(language)
    helps = {}
    for name in main.list_commands(ctx):
        command = main.commands[name]
        if not command.hidden:
            inner = _Context(command, info_name=f"cancu {name}", terminal_width=110, help_option_names=["-h", "--help"])
            helps[name] = command.get_help(inner)
    click.echo(cli_page(helps, language), nl=False)


if __name__ == "__main__":
    main()
