"""Walk the XML parts of packed office files with the standard library."""

import zipfile
from collections.abc import Callable, Mapping
from xml.parsers import expat

from cancu.errors import ReadError
from cancu.read.limits import unpacked

Attributes = Mapping[str, str]


def walk(
    archive: zipfile.ZipFile,
    member: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    """Parse one XML member; names are `prefix:name` as written. Raises ReadError for a DTD or invalid XML."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text

    def refuse(*_: object) -> None:
        raise ReadError("its XML declares a document type, which no office program writes; save it again")

    parser.StartDoctypeDeclHandler = refuse
    try:
        for chunk in unpacked(archive, member):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise ReadError(
            f"its part {member} is broken ({error}); open it in a word processor and save it again"
        ) from error


def whole(text: str | None, otherwise: int) -> int:
    """Return the integer in an attribute, or `otherwise`."""
    return int(text) if text and text.isdecimal() and len(text) < 9 else otherwise
