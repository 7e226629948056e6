"""Write shapes as SVG text and as a PNG image."""

from functools import cache
from html import escape
from importlib.resources import as_file, files
from typing import Any

Shape = list[Any]
"""[tag, attributes, child, …]; a child is a shape or a text."""

_SHARP = 2.0
"""The number of PNG pixels for each pixel of the SVG."""
_PIXELS = 60_000_000
"""The largest number of pixels in a PNG; a larger picture is drawn with a lower resolution."""


def svg(shape: Shape) -> str:
    """Return the shape as an SVG document; texts and attribute values are escaped."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_element(shape)}'


def _element(shape: Shape) -> str:
    tag, attributes, *children = shape
    given = "".join(f' {name}="{escape(_value(value))}"' for name, value in attributes.items() if value is not None)
    inside = "".join(escape(child, quote=False) if isinstance(child, str) else _element(child) for child in children)
    start = "\n" if tag in ("g", "svg") else ""
    return f"<{tag}{given}>{start}{inside}</{tag}>\n" if inside else f"<{tag}{given}/>\n"


def _value(value: object) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def png(shape: Shape) -> bytes:
    """Return the shape as a PNG image, set in the fonts of the package."""
    import resvg_py

    width, height = shape[1]["width"], shape[1]["height"]
    image: bytes = resvg_py.svg_to_bytes(
        svg_string=svg(shape),
        zoom=min(_SHARP, (_PIXELS / (width * height)) ** 0.5),
        skip_system_fonts=True,
        font_files=_fonts(),
        font_family="Noto Sans",
        sans_serif_family="Noto Sans",
    )
    return image


@cache
def _fonts() -> list[str]:
    with as_file(files("cancu.viz") / "fonts") as folder:
        return sorted(str(path) for path in folder.glob("*.ttf"))
