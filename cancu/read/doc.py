"""Read DOC files of Word 97 to 2003 with catdoc or antiword (external programs)."""

import shutil
import subprocess
from pathlib import Path

from cancu.errors import ReadError
from cancu.read.old_encodings import to_unicode
from cancu.read.writer import Writer

_SECONDS = 60


def read_doc(path: Path, writer: Writer) -> None:
    """Write the text of a DOC; raises ReadError when neither program is installed, or they find no text."""
    if program := shutil.which("catdoc"):
        command = [program, "-d", "utf-8", "-w", str(path)]
    elif program := shutil.which("antiword"):
        command = [program, "-m", "UTF-8.txt", "-w", "0", str(path)]
    else:
        raise ReadError(
            "reading DOC needs the program catdoc or antiword (Debian: apt install catdoc); or save it as DOCX"
        )
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise ReadError(f"{Path(program).name} took more than {_SECONDS} seconds; save it as DOCX") from error
    text = done.stdout.decode("utf-8", "replace").replace("\x07", "\n").replace("\x0c", "\n")
    if not text.strip():
        raise ReadError(f"{Path(program).name} finds no text in it; open it in a word processor and save it as DOCX")
    text, encoding = to_unicode(text)
    if encoding:
        writer.notes.append(f"read as {encoding} and converted")
    paragraph = 0
    for line in text.split("\n"):
        paragraph += bool(line.strip())
        writer.put(line + "\n", f"đoạn {paragraph}")
