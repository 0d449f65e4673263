"""WeasyPrint, tuned (measured in `docs/decisions.md`): the only module that imports it.

The page is read as XML, styled by one small sheet instead of a browser's defaults, with fonts that
are loaded once. Four spots lean on WeasyPrint's insides: how `HTML` holds its tree,
`_ua_stylesheets`, what a drawn image must offer (`bars.py`), and what a page leaves in the stream
it is painted into (cards). `tests/documents/test_layout.py` guards each.
"""

from __future__ import annotations

import os
from copy import copy
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname
from xml.etree import ElementTree

import cssselect2
import pydyf
import weasyprint
from weasyprint import CSS, HTML
from weasyprint.pdf.stream import Stream
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from app.documents.cards import Card, Glyphs
from app.documents.engine import FONT_FOLDER, PAGES


class OurFonts(FontConfiguration):  # type: ignore[misc]
    """Fonts that are loaded once and shared with the processes forked later.

    They live in a temporary folder, which the process that made it takes away when it ends; a fork
    that ends first must leave it to the others.
    """

    def __init__(self) -> None:
        super().__init__()
        self._made_by = os.getpid()

    def __del__(self) -> None:
        if os.getpid() == self._made_by:
            super().__del__()


VERSION = weasyprint.__version__

_fonts = OurFonts()


class OwnFilesOnly(URLFetcher):  # type: ignore[misc]
    """Gives a document our fonts and what it carries itself (`data:`), nothing else, loudly."""

    def __init__(self) -> None:
        super().__init__(
            allowed_protocols={"file", "data"}, allow_redirects=False, fail_on_errors=True
        )

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        parts = urlsplit(url)
        if parts.scheme == "file":
            path = Path(url2pathname(parts.path)).resolve()
            if parts.netloc or path.parent != FONT_FOLDER or path.suffix != ".ttf":
                raise ValueError("A document may read the bundled fonts only.")
        return super().fetch(url, headers)


_fetcher = OwnFilesOnly()


class XmlPage(HTML):  # type: ignore[misc]
    """A page whose source is well-formed: three times faster to read than HTML at large."""

    def __init__(self, xml: str) -> None:
        tree = ElementTree.fromstring(xml)  # noqa: S314 (our own template, values escaped)
        self.base_url = None
        self.url_fetcher = _fetcher
        self.media_type = "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(tree, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
        return []


@cache
def _stylesheet(css: str) -> CSS:
    return CSS(
        string=css, base_url=f"{FONT_FOLDER.as_uri()}/", url_fetcher=_fetcher, font_config=_fonts
    )


def write_pdf(xml: str, css: str, images: dict[str, Any]) -> bytes:
    """Lay the page out and return the PDF. Not for several threads at once: see `engine.pdf`."""
    written: bytes = XmlPage(xml).write_pdf(
        stylesheets=[_stylesheet(css)], font_config=_fonts, cache=images
    )
    return written


@lru_cache(maxsize=64)
def form_page(xml: str, css: str) -> Any:
    """The only page of a document, laid out and kept, to be drawn on others by `Form`."""
    document = XmlPage(xml).render(stylesheets=[_stylesheet(css)], font_config=_fonts)
    (page,) = document.pages
    return page


def lay_out(xml: str, css: str, images: dict[str, Any]) -> list[Card | Any]:
    """Each page as a card that can be kept; the page itself where it needs more than the bundled
    fonts (other scripts, emoji): such a one is drawn in the print it was laid out for."""
    document = XmlPage(xml).render(stylesheets=[_stylesheet(css)], font_config=_fonts, cache=images)
    fonts: dict[Any, Any] = {}
    return [_card(page, fonts) or page for page in document.pages]


def use_glyphs(stream: Any, glyphs: Glyphs) -> None:
    """Have these glyphs of our fonts in the PDF that `stream` is a part of."""
    for name, used in glyphs.items():
        key, ours = _our_fonts()[name]
        font = stream._fonts.get(key)
        if font is None:
            font = stream._fonts[key] = copy(ours)
            _empty(font)
        for number, text, width in used:
            font.to_unicode.setdefault(number, text)
            font.widths.setdefault(number, width)


def _card(page: Any, fonts: dict[Any, Any]) -> Card | None:
    """What is drawn on the page, if the bundled fonts and black ink are all it needs."""
    for font in fonts.values():
        _empty(font)
    resources = pydyf.Dictionary(
        {name: pydyf.Dictionary() for name in ("ExtGState", "XObject", "Pattern", "Shading")}
    )
    size = (0, 0, page.width, page.height)
    stream = Stream(fonts, size, resources, {}, None, {}, None)
    page.paint(stream)
    used = {font.hash: font for font in fonts.values() if font.to_unicode}
    others = any(resources[name] for name in ("XObject", "Pattern", "Shading"))
    lacks = any(font.missing for font in used.values())
    states = {name for name in resources["ExtGState"] if name not in ("a1", "a1.0")}
    if others or states or lacks or not used.keys() <= _our_fonts().keys():
        return None
    drawn = b"\n".join(_raw(each) for each in stream.stream)
    return Card(drawn, {name: _glyphs(font) for name, font in used.items()})


def _raw(piece: Any) -> bytes:
    return piece if isinstance(piece, bytes) else piece.data


def _glyphs(font: Any) -> list[tuple[int, str, int]]:
    return [(n, text, font.widths.get(n, 0)) for n, text in sorted(font.to_unicode.items())]


def _empty(font: Any) -> None:
    font.to_unicode, font.widths, font.missing = {}, {}, {}


@cache
def _our_fonts() -> dict[str, tuple[Any, Any]]:
    """The bundled fonts by the name they have in a PDF: their key and themselves, whole."""
    words = {"Tag": "a", "TagArabic": "\u0628", "TagHebrew": "\u05d0"}
    xml = "".join(f"<p>{word}<b>{word}</b></p>" for word in words.values())
    css = PAGES.get_template("_fonts.css").render()
    page = form_page(f"<html><body>{xml}</body></html>", css)
    fonts: dict[Any, Any] = {}
    page.paint(Stream(fonts, (0, 0, 1, 1), _nothing(), {}, None, {}, None))
    return {font.hash: (key, font) for key, font in fonts.items()}


def _nothing() -> Any:
    return pydyf.Dictionary({"ExtGState": pydyf.Dictionary()})
