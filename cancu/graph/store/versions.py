"""The states of an embedded store: each complete load is a folder that never changes again, named by store.json.

Readers open the state named by store.json, any number at once, even on a read-only disk, and keep it until they are
done. The single writer works on a copy and, when everything is written, names the copy in place of the previous state.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from cancu.errors import BusyError, StoreError
from cancu.models import Value

try:
    import fcntl
except ModuleNotFoundError:  # Windows, where an open file cannot be renamed or removed
    fcntl = None  # type: ignore[assignment]

FORMAT = 2
"""The format of the folders; another number belongs to another version of cancu."""
POINTER = "store.json"
WRITING = "writing"
INDEX = "links.index"
"""The link index, beside the files of the engine."""
ANSWERS = "answers"
"""Answers that are kept for one of the states, in files whose names begin so; they may be gone at any time."""
_BASE = "writing.base"
_LOCK = "writing.lock"
_STATE = re.compile(r"\d{4,}")
_SMALL = 64 << 20
"""The size in bytes up to which every file is read when a store is opened; larger stores are read by `verify`."""


class File(Value):
    """A file of a state."""

    size: int
    sha256: str


class State(Value):
    """A complete load, as named by store.json."""

    format: int
    engine: str
    """The name and version of the engine that wrote it."""
    folder: str
    files: Mapping[str, File]
    corpus: int = 0
    """The number of documents of the corpus."""


class Damage(NamedTuple):
    """Something that differs from what was loaded."""

    where: str
    what: str


def owner_file(store: Path) -> Path:
    """Return the file beside a store with the address of the process that serves it."""
    return store.with_name(f"{store.name}.owner.json")


def current(store: Path) -> State | None:
    """Return the latest complete state of a store, or None if nothing has been loaded; raises StoreError if it is no store of ours."""
    try:
        text = (store / POINTER).read_bytes()
    except NotADirectoryError as error:
        raise StoreError(f"{store}: is a file, and a store is a folder; choose another path") from error
    except FileNotFoundError as error:
        if (store / "schema.json").exists():
            raise StoreError(
                f"{store}: a store of an earlier version of cancu; remove the folder and build it again"
            ) from error
        return None
    except OSError as error:
        raise StoreError(f"{store}: cannot be read ({error.strerror}); check its permissions") from error
    try:
        state = State.model_validate_json(text)
    except ValidationError as error:
        other = re.match(rb'\s*\{\s*"format"\s*:\s*(\d+)', text)
        if other and int(other[1]) != FORMAT:
            raise _other_version(store, int(other[1])) from error
        raise StoreError(f"{store}: {POINTER} is damaged; {_remedy(store)}") from error
    if state.format != FORMAT:
        raise _other_version(store, state.format)
    if not _STATE.fullmatch(state.folder):
        raise StoreError(f"{store}: {POINTER} is damaged; {_remedy(store)}")
    return state


def _other_version(store: Path, found: int) -> StoreError:
    return StoreError(
        f"{store}: made by another version of cancu (format {found}, this one reads {FORMAT});"
        " use that version, or build in another folder"
    )


def _remedy(store: Path) -> str:
    return f"make it whole with: cancu build --again --store {store} FOLDER…"


@contextmanager
def kept(store: Path, *, checked: bool = True) -> Iterator[tuple[State, Path]]:
    """Provide the latest complete state and its folder, which is not removed while the block runs; raises StoreError if there is none.

    With `checked`, also raises StoreError if its files differ from what was written.
    """
    with ExitStack() as stack:
        while True:
            state = current(store)
            if state is None:
                unfinished = (store / WRITING).exists()
                why = "the first load of this store is not whole yet" if unfinished else "there is no store"
                raise StoreError(f"{store}: {why}; make one with: cancu build --store {store} FOLDER")
            folder = store / state.folder
            hold = stack.enter_context(ExitStack())
            _share(folder, hold)
            if folder.is_dir():
                break
            hold.close()
            if current(store) == state:
                raise StoreError(f"{store}: the folder {state.folder} is gone from it; {_remedy(store)}")
        if checked and (found := next(damages(folder, state, whole=_size(state) <= _SMALL), None)):
            raise StoreError(f"{store}: damaged: {found.where} {found.what}; {_remedy(store)}")
        yield state, folder


def stamp(files: Mapping[str, File]) -> str:
    """Return the identifier of a state: a hash of the contents of all files except the index, which contains it."""
    told = "".join(f"{name} {file.sha256}\n" for name, file in sorted(files.items()) if name != INDEX)
    return hashlib.sha256(told.encode("utf-8")).hexdigest()


def _size(state: State) -> int:
    return sum(file.size for file in state.files.values())


def _share(folder: Path, hold: ExitStack) -> None:
    """Keep other processes from removing a folder; on a disk without locks, removal just fails or does not wait."""
    if fcntl is not None:
        with suppress(OSError):
            place = os.open(folder, os.O_RDONLY)
            hold.callback(os.close, place)
            fcntl.flock(place, fcntl.LOCK_SH)


def damages(folder: Path, state: State, *, whole: bool = True) -> Iterator[Damage]:
    """Yield how a state differs from what was written: missing or truncated files and, with `whole`, changed bytes."""
    for name, file in sorted(state.files.items()):
        path = folder / name
        try:
            size = path.stat().st_size
            if size != file.size:
                short = "is cut" if size < file.size else "has grown"
                yield Damage(name, f"{short}: {size:,} bytes of {file.size:,}")
            elif whole and _sha256(path) != file.sha256:
                yield Damage(name, "has other bytes than were written")
        except FileNotFoundError:
            yield Damage(name, "is missing")
        except OSError as error:
            yield Damage(name, f"cannot be read ({error.strerror})")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Work:
    """The load that is being written; an interrupted load is continued."""

    def __init__(self, store: Path, *, anew: bool = False) -> None:
        """Lock the store and prepare a copy of its latest complete state; with `anew` an empty folder.

        Raises StoreError if another process is loading it, or if the folder contains other things.
        """
        self._store = store
        self._held = ExitStack()
        try:
            self._begin(anew)
        except BaseException:
            self._held.close()
            raise

    @property
    def folder(self) -> Path:
        """The folder in which the engine writes; it does not exist yet in a new store."""
        return self._store / WRITING

    @property
    def before(self) -> State | None:
        """The latest complete state."""
        return self._before

    @property
    def index(self) -> Path | None:
        """Return the index of the latest complete state, if it is unchanged."""
        file = self._before.files.get(INDEX) if self._before else None
        path = self.folder / INDEX
        return path if file is not None and path.is_file() and _sha256(path) == file.sha256 else None

    def _begin(self, anew: bool) -> None:
        if self._store.is_file():
            raise StoreError(f"{self._store}: is a file, and a store is a folder; choose another path")
        try:
            self._store.mkdir(parents=True, exist_ok=True)
            ours = {POINTER, WRITING, _BASE, _LOCK}
            inside = {path.name for path in self._store.iterdir()}
            if inside and not inside & ours and "schema.json" not in inside:
                raise StoreError(
                    f"{self._store}: the folder holds other things and is not a store; choose another path"
                )
            self._before = None if anew else current(self._store)
            self._lock()
            self._before = None if anew else current(self._store)
            self.goes_on = not anew and self._can_go_on()
            """Whether this completes a load that was broken off."""
            if not self.goes_on:
                self.clear()
        except OSError as error:
            raise StoreError(f"{self._store}: no store can be made there: {error.strerror}") from error

    def _lock(self) -> None:
        place = os.open(self._store / _LOCK, os.O_RDWR | os.O_CREAT, 0o666)
        self._held.callback(os.close, place)
        try:
            if fcntl is not None:
                fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
            else:
                import msvcrt

                msvcrt.locking(place, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BusyError(
                f"{self._store}: another process loads this store; wait until it is done (others can read meanwhile)"
            ) from error

    def _can_go_on(self) -> bool:
        """Return whether there is an interrupted load that began from the latest complete state."""
        try:
            began = (self._store / _BASE).read_text(encoding="utf-8")
        except FileNotFoundError:
            return False
        return self.folder.is_dir() and began == (self._before.folder if self._before else "")

    def goes_on_no_more(self) -> None:
        """From now on, start over if the load is interrupted, because what it has written cannot be used."""
        (self._store / _BASE).unlink(missing_ok=True)

    def clear(self) -> None:
        """Start over from the latest complete state, discarding what an interrupted load has written."""
        (self._store / _BASE).unlink(missing_ok=True)
        if self.folder.exists():
            shutil.rmtree(self.folder)
        if self._before is not None:
            found = next(
                damages(self._store / self._before.folder, self._before, whole=_size(self._before) <= _SMALL), None
            )
            if found:
                raise StoreError(f"{self._store}: damaged: {found.where} {found.what}; {_remedy(self._store)}")
            shutil.copytree(self._store / self._before.folder, self.folder)
        (self._store / _BASE).write_text(self._before.folder if self._before else "", encoding="utf-8")

    def publish(self, engine: str, corpus: int, beside: Callable[[Path, str], None] | None = None) -> None:
        """Make what was written the latest complete state, once everything is on the disk.

        `beside` writes the file INDEX, and receives its path and the stamp of all other files.
        """
        files = {}
        try:
            (self.folder / INDEX).unlink(missing_ok=True)  # of the state before
            for path in sorted(self.folder.iterdir()):
                with path.open("rb+") as file:
                    os.fsync(file.fileno())
                files[path.name] = File(size=path.stat().st_size, sha256=_sha256(path))
            if beside is not None:
                path = self.folder / INDEX
                beside(path, stamp(files))
                files[path.name] = File(size=path.stat().st_size, sha256=_sha256(path))
            taken = [int(path.name) for path in self._store.iterdir() if _STATE.fullmatch(path.name)]
            state = State(
                format=FORMAT, engine=engine, folder=f"{max(taken, default=0) + 1:04}", files=files, corpus=corpus
            )
            self.folder.rename(self._store / state.folder)
            (self._store / _BASE).unlink(missing_ok=True)
            self._name(state)
        except FileNotFoundError as error:
            raise StoreError(f"{self._store}: was removed while it was loaded; run the same command again") from error
        except OSError as error:
            raise StoreError(f"{self._store}: cannot be written ({error.strerror}); make room and run again") from error
        self._before = state
        self._remove_others(state.folder)

    def _name(self, state: State) -> None:
        draft = self._store / f"{POINTER}.draft"
        with draft.open("w", encoding="utf-8", newline="\n") as file:
            file.write(state.model_dump_json())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._store / POINTER)
        if fcntl is not None:
            place = os.open(self._store, os.O_RDONLY)
            with suppress(OSError):
                os.fsync(place)
            os.close(place)

    def _remove_others(self, name: str) -> None:
        """Remove previous states; one that is still being read stays until a later load."""
        for folder in self._store.iterdir():
            if folder.name != name and _STATE.fullmatch(folder.name):
                with suppress(OSError), ExitStack() as held:
                    if fcntl is not None:
                        place = os.open(folder, os.O_RDONLY)
                        held.callback(os.close, place)
                        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    aside = folder.with_name(f"{folder.name}.old")
                    folder.rename(aside)
                    shutil.rmtree(aside)

    def close(self) -> None:
        """Release the lock; an unpublished load is continued by the next one."""
        self._held.close()
