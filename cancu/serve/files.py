"""The files behind the documents: only those of the folders that are served, and only as they were read."""

import os
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path

from cancu.errors import ReadError
from cancu.extract import Source
from cancu.ingest.readings import transcripts
from cancu.models import Transcript
from cancu.read import frame

_TEXTS = 48
"""Texts that are kept in memory."""
PATIENCE_S = 0.25
"""Seconds that a page waits for a text: a scan takes longer."""
Read = tuple[Source, Transcript]


class Folders:
    """The folders whose files may be read and named; their own place on this machine is told to nobody."""

    def __init__(self, folders: Sequence[str], uploads: Path) -> None:
        """Serve the folders of the command line, and the one in which uploads are kept."""
        self.served = (*folders, str(uploads))
        self.uploads = uploads
        self._texts: OrderedDict[tuple[str, str], Read] = OrderedDict()
        self._pending: dict[tuple[str, str], Future[Read | None]] = {}
        self._change = threading.Lock()
        self._reading = threading.Lock()

    def display_path(self, path: str) -> str:
        """A path as pages name it: from its folder on; of another folder only the file's own name."""
        for folder in self.served:
            inside = path.removeprefix(folder.rstrip("/\\"))
            if inside != path and inside[:1] in ("/", "\\"):
                return inside[1:]
        outer, mark, inner = path.partition("!")
        return Path(outer).name + mark + inner

    def hide_paths(self, line: str) -> str:
        """A line of a report in which no folder of this machine is named."""
        for folder in sorted({*self.served, *(os.path.realpath(f) for f in self.served)}, key=len, reverse=True):
            line = line.replace(folder.rstrip("/\\") + "/", "").replace(folder.rstrip("/\\") + "\\", "")
        return line

    def find_file(self, path: str) -> Path | None:
        """The file of a path, or the archive that holds it, where it lies in one of the folders; links are not followed out."""
        real = Path(os.path.realpath(path.partition("!")[0]))
        inside = any(real.is_relative_to(os.path.realpath(folder)) for folder in self.served)
        return real if inside and real.is_file() else None

    def text(self, path: str, sha256: str) -> Source | None:
        """The text of a path as it was read for the store; None where the file is of no folder here, gone, or another now.

        Raises TimeoutError where it takes longer than PATIENCE_S; it goes on being read, and is there for who asks later.
        """
        found = self._read(path, sha256, PATIENCE_S)
        return found[0] if found else None

    def draw_page(self, path: str, sha256: str, start: int, end: int, picture: Path) -> bool:
        """Draw the page (PNG) of a PDF or a scan on which a stretch of its text stands, framed; whether it could be."""
        found, file = self._read(path, sha256), self.find_file(path)
        if found is None or file is None or "!" in path:
            return False
        with self._reading, suppress(ReadError):
            frame(file, found[1], start, end, picture)
        return picture.exists()

    def _read(self, path: str, sha256: str, patience_s: float | None = None) -> Read | None:
        key = (path, sha256)
        if self.find_file(path) is None:
            return None
        with self._change:
            if key in self._texts:
                self._texts.move_to_end(key)
                return self._texts[key]
            coming = self._pending.get(key)
            if coming is None:
                coming = self._pending[key] = Future()
                threading.Thread(target=self._fetch, args=(key, coming), daemon=True).start()
        return coming.result(patience_s)

    def _fetch(self, key: tuple[str, str], coming: "Future[Read | None]") -> None:
        path, sha256 = key
        found = None
        try:
            with self._reading:  # one process reads for all
                read = [t for t in transcripts(path.partition("!")[0], []) if t.path == path and t.sha256 == sha256]
            found = (Source.of(read[0]), read[0]) if read else None
        finally:
            with self._change:
                del self._pending[key]
                if found:
                    self._texts[key] = found
                    while len(self._texts) > _TEXTS:
                        self._texts.popitem(last=False)
            coming.set_result(found)
