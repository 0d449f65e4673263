"""WeasyPrint, tuned (measured in `docs/decisions.md`): only this and `pieces` import it.

The page is read as XML, styled by one small sheet instead of a browser's defaults, with fonts that
are loaded once. Six spots lean on WeasyPrint's insides: how `HTML` holds its tree,
`_ua_stylesheets`, what a drawn image must offer (`bars.py`), what a page leaves in the stream it is
painted into (cards), how boxes become a drawing (`pieces.py`), and the fontconfig of
`FontConfiguration`. `tests/documents/test_layout.py`, `test_known_tags.py` and `test_scripts.py`
guard each.
"""

from __future__ import annotations

import os
import re
from collections import ChainMap
from collections.abc import Iterable, Sequence, Set
from copy import copy
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import cssselect2
import pydyf
import weasyprint
from weasyprint import CSS, HTML
from weasyprint.pdf.stream import Stream
from weasyprint.text.ffi import ffi, fontconfig, pangoft2
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from app.documents import scripts
from app.documents.cards import Card, Glyphs
from app.documents.engine import FONT_FOLDER, PAGES
from app.documents.pieces import Drawn, Draws, Piece
from app.documents.scripts import Script

_FONT = """<fontconfig><match target="scan">
<test name="file"><string>{file}</string></test>
<edit name="family" mode="prepend"><string>{family}</string></edit>
<edit name="weight" mode="assign"><const>bold</const></edit></match></fontconfig>"""
"""A font that counts as bold is not made bolder where text is."""


class OurFonts(FontConfiguration):  # type: ignore[misc]
    """Fonts that are loaded once and shared with the processes forked later.

    They live in a temporary folder, which the process that made it takes away when it ends; a fork
    that ends first must leave it to the others.
    """

    def __init__(self) -> None:
        before = os.environ.get("FONTCONFIG_FILE")
        os.environ["FONTCONFIG_FILE"] = str(FONT_FOLDER / "fonts.conf")
        try:
            super().__init__()
        finally:
            os.environ.pop("FONTCONFIG_FILE")
            os.environ.update({"FONTCONFIG_FILE": before} if before else {})
        self._made_by = os.getpid()
        self._scripts: set[Script] = set()

    def need(self, wanted: Iterable[Script]) -> None:
        """Have these fonts too. Each process that needs one reads it where it lies: what a fork
        wrote down for others would be known to itself alone."""
        missing = [script for script in wanted if script not in self._scripts]
        for script in missing:
            file = str(FONT_FOLDER / script.file)
            rule = _FONT.format(file=escape(file), family=script.family).encode()
            fontconfig.FcConfigParseAndLoadFromMemory(self._config, rule, True)
            if not fontconfig.FcConfigAppFontAddFile(self._config, os.fsencode(file)):
                raise OSError(f"The font {script.file} can't be read.")
            self._scripts.add(script)
        if missing:
            pangoft2.pango_fc_font_map_config_changed(ffi.cast("PangoFcFontMap *", self.font_map))

    def __del__(self) -> None:
        if os.getpid() == self._made_by:
            super().__del__()


VERSION = weasyprint.__version__

_fonts = OurFonts()

_GAP = re.compile(rb">(-?[1-9][\d.]*)\] TJ$")


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


def _styles(css: str, wanted: tuple[Script, ...]) -> list[CSS]:
    """The sheet of a document, and where its text needs more fonts, those too."""
    if not wanted:
        return [_stylesheet(css)]
    _fonts.need(wanted)
    families = ", ".join([scripts.ALWAYS, *(script.family for script in wanted)])
    return [_stylesheet(css), _stylesheet(f"html {{ font-family: {families}, sans-serif }}")]


def write_pdf(xml: str, css: str, images: dict[str, Any]) -> bytes:
    """Lay the page out and return the PDF. Not for several threads at once: see `engine.pdf`."""
    written: bytes = XmlPage(xml).write_pdf(
        stylesheets=_styles(css, scripts.needed(xml)), font_config=_fonts, cache=images
    )
    return written


@lru_cache(maxsize=64)
def form_page(xml: str, css: str) -> Any:
    """The only page of a document, laid out and kept, to be drawn on others by `Form`."""
    document = XmlPage(xml).render(
        stylesheets=_styles(css, scripts.needed(xml)), font_config=_fonts
    )
    (page,) = document.pages
    return page


def write_sheets(xml: str, css: str, sheets: Sequence[Draws]) -> bytes:
    """A PDF of sheets that draw themselves, each on a page like the only one of `xml`, which is
    empty. Not for several threads at once."""
    blank = _blank(xml, css)
    (page,) = blank.pages
    written: bytes = blank.copy([Drawn(page, sheet) for sheet in sheets]).write_pdf()
    return written


@lru_cache(maxsize=16)
def _blank(xml: str, css: str) -> Any:
    return XmlPage(xml).render(stylesheets=[_stylesheet(css)], font_config=_fonts)


def lay_out(xml: str, css: str) -> list[Card | Piece]:
    """Each block of a document's only page as a card that can be kept; the block itself where it
    needs more than the bundled fonts (a script that has none): such a one is drawn in the print it
    was laid out for."""
    wanted = scripts.needed(xml)
    document = XmlPage(xml).render(stylesheets=_styles(css, wanted), font_config=_fonts)
    (page,) = document.pages
    (body,) = page._page_box.children[0].children
    fonts: dict[Any, Any] = {}
    ours = _our_fonts(wanted).keys()
    pieces = [Piece(box, page) for box in body.children]
    return [_card(piece, fonts, ours) or piece for piece in pieces]


def use_glyphs(stream: Any, glyphs: Glyphs) -> None:
    """Have these glyphs of our fonts in the PDF that `stream` is a part of."""
    for name, used in glyphs.items():
        key, ours = _bundled(name, used)
        font = stream._fonts.get(key)
        if font is None:
            font = stream._fonts[key] = copy(ours)
            _empty(font)
        for number, text, width in used:
            font.to_unicode.setdefault(number, text)
            font.widths.setdefault(number, width)


def _bundled(name: str, used: Sequence[tuple[int, str, int]]) -> tuple[Any, Any]:
    """A font by its name in a PDF: one that is always there, one for what is set in it, or any."""
    for wanted in ((), scripts.needed("".join(text for _, text, _ in used))):
        if found := _our_fonts(wanted).get(name):
            return found
    return _our_fonts(scripts.SCRIPTS)[name]


def _card(piece: Piece, fonts: dict[Any, Any], ours: Set[str]) -> Card | None:
    """What is drawn of it, if the bundled fonts and black ink are all it needs."""
    for font in fonts.values():
        _empty(font)
    resources = pydyf.Dictionary(
        {name: pydyf.Dictionary() for name in ("ExtGState", "XObject", "Pattern", "Shading")}
    )
    size = (0, 0, piece.width, piece.height)
    stream = Stream(fonts, size, resources, {}, None, {}, None)
    piece.paint(stream)
    used = {font.hash: font for font in fonts.values() if font.to_unicode}
    others = any(resources[name] for name in ("XObject", "Pattern", "Shading"))
    lacks = any(font.missing for font in used.values())
    states = {name for name in resources["ExtGState"] if name not in ("a1", "a1.0")}
    if others or states or lacks or not used.keys() <= ours:
        return None
    drawn = _gaps_kept([_raw(each) for each in stream.stream])
    return Card(b"\n".join(drawn), {name: _glyphs(font) for name, font in used.items()})


def _gaps_kept(drawn: list[bytes]) -> list[bytes]:
    """Chrome's viewer forgets a gap (a tab) that ends a run of text: if the line goes on in another
    font, of the same size, that run begins with it."""
    for place, (run, font, other) in enumerate(zip(drawn, drawn[1:], drawn[2:], strict=False)):
        if font.endswith(b" Tf") and (gap := _GAP.search(run)) and other.startswith(b"["):
            drawn[place] = run[: gap.start(1)] + b"] TJ"
            drawn[place + 2] = b"[" + gap[1] + other[1:]
    return drawn


def _raw(piece: Any) -> bytes:
    return piece if isinstance(piece, bytes) else piece.data


def _glyphs(font: Any) -> list[tuple[int, str, int]]:
    return [(n, text, font.widths.get(n, 0)) for n, text in sorted(font.to_unicode.items())]


def _empty(font: Any) -> None:
    font.to_unicode, font.widths, font.missing = {}, {}, {}


@cache
def _our_fonts(wanted: tuple[Script, ...]) -> dict[str, tuple[Any, Any]]:
    """The bundled fonts, always there or `wanted`, by the name they have in a PDF: their key and
    themselves, whole."""
    samples = ("a\u0628\u05d0", *(script.sample for script in wanted))
    return dict(ChainMap(*map(_fonts_of, samples)))


@cache
def _fonts_of(sample: str) -> dict[str, tuple[Any, Any]]:
    """The fonts in which `sample` is set, regular and bold."""
    css = PAGES.get_template("_fonts.css").render()
    page = form_page(f"<html><body>{sample}<b>{sample}</b></body></html>", css)
    fonts: dict[Any, Any] = {}
    page.paint(Stream(fonts, (0, 0, 1, 1), _nothing(), {}, None, {}, None))
    return {font.hash: (key, font) for key, font in fonts.items()}


def _nothing() -> Any:
    return pydyf.Dictionary({"ExtGState": pydyf.Dictionary()})
