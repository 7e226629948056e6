"""Access to the files behind the documents: only in the served folders, and only with the content that was read."""

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
"""The number of texts kept in memory."""
PATIENCE_S = 0.25
"""The number of seconds that a page waits for a text; a scan takes longer."""
Read = tuple[Source, Transcript]


class Folders:
    """The folders whose files may be read and named; their location on this machine is never disclosed."""

    def __init__(self, folders: Sequence[str], uploads: Path) -> None:
        """Serve the folders of the command line and the upload folder."""
        self.served = (*folders, str(uploads))
        self.uploads = uploads
        self._texts: OrderedDict[tuple[str, str], Read] = OrderedDict()
        self._pending: dict[tuple[str, str], Future[Read | None]] = {}
        self._change = threading.Lock()
        self._reading = threading.Lock()

    def display_path(self, path: str) -> str:
        """Return a path as pages show it: from its folder on; for other folders only the file name."""
        for folder in self.served:
            inside = path.removeprefix(folder.rstrip("/\\"))
            if inside != path and inside[:1] in ("/", "\\"):
                return inside[1:]
        outer, mark, inner = path.partition("!")
        return Path(outer).name + mark + inner

    def hide_paths(self, line: str) -> str:
        """Return a line of a report without the location of any folder."""
        for folder in sorted({*self.served, *(os.path.realpath(f) for f in self.served)}, key=len, reverse=True):
            line = line.replace(folder.rstrip("/\\") + "/", "").replace(folder.rstrip("/\\") + "\\", "")
        return line

    def find_file(self, path: str) -> Path | None:
        """Return the file of a path, or the archive that contains it, if it lies in a served folder; links must not lead out of it."""
        real = Path(os.path.realpath(path.partition("!")[0]))
        inside = any(real.is_relative_to(os.path.realpath(folder)) for folder in self.served)
        return real if inside and real.is_file() else None

    def text(self, path: str, sha256: str) -> Source | None:
        """Return the text of a path as read for the store; None if the file is in no served folder, missing, or changed.

        Raises TimeoutError after PATIENCE_S seconds; reading continues, and a later call gets the text.
        """
        found = self._read(path, sha256, PATIENCE_S)
        return found[0] if found else None

    def draw_page(self, path: str, sha256: str, start: int, end: int, picture: Path) -> bool:
        """Draw the page of a PDF or scan (as PNG) with a span of its text framed; returns whether that was possible."""
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
