"""WeasyPrint, tuned (measured in `docs/decisions.md`): the only module that imports it.

The page is read as XML, styled by one small sheet instead of a browser's defaults, with fonts that
are loaded once. Three spots lean on WeasyPrint's insides: how `HTML` holds its tree,
`_ua_stylesheets`, and what a drawn image must offer (`bars.py`). `tests/documents/test_layout.py`
guards each.
"""

from __future__ import annotations

import os
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname
from xml.etree import ElementTree

import cssselect2
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from app.documents.engine import FONT_FOLDER


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
