"""Shapes as SVG text and as a PNG image."""

from functools import cache
from html import escape
from importlib.resources import as_file, files
from typing import Any

Shape = list[Any]
"""[tag, attributes, child, …]; a child is a shape or a text."""


def svg(shape: Shape) -> str:
    """The shape as an SVG document; texts and attribute values are escaped."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_element(shape)}\n'


def _element(shape: Shape) -> str:
    tag, attributes, *children = shape
    given = "".join(f' {name}="{escape(_value(value))}"' for name, value in attributes.items() if value is not None)
    inside = "".join(escape(child, quote=False) if isinstance(child, str) else _element(child) for child in children)
    end = "\n" if tag in ("g", "svg") else ""
    return f"<{tag}{given}>{end}{inside}</{tag}>\n" if inside else f"<{tag}{given}/>\n"


def _value(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def png(text: str, scale: float) -> bytes:
    """The SVG document as a PNG image, set in the fonts of the package; `scale` is pixels per SVG pixel."""
    import resvg_py

    return resvg_py.svg_to_bytes(svg_string=text, zoom=scale, skip_system_fonts=True, font_files=_fonts(), sans_serif_family="Noto Sans", font_family="Noto Sans")


@cache
def _fonts() -> list[str]:
    with as_file(files("cancu.viz") / "fonts") as folder:
        return sorted(str(path) for path in folder.glob("*.ttf"))
