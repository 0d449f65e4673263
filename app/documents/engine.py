"""The door to the layout engine: is it there, load it early, make one PDF."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.documents.bars import Bars
from app.documents.form import Form
from app.documents.scripts import ALWAYS
from app.vocabulary.decisions import YES, Decision, no
from app.vocabulary.errors import CaselotError

APP_FOLDER = Path(__file__).resolve().parent.parent
FONT_FOLDER = APP_FOLDER / "static" / "fonts"

PAGES = Environment(
    loader=FileSystemLoader(APP_FOLDER / "templates" / "documents"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
"""Documents have templates of their own: they are XML, and know no request and no person."""

PAGES.globals["always"] = ALWAYS

_one_at_a_time = threading.Lock()


class DocumentsUnavailable(CaselotError):
    """This machine can't make documents; the message says what to install."""


class FormSource(NamedTuple):
    """A page to be laid out once and drawn on many: its XML and its stylesheet."""

    xml: str
    css: str


def available() -> Decision:
    """Whether this machine can make documents, and if not, what is missing (for `/readyz`)."""
    try:
        import app.documents.layout  # noqa: F401
    except (ImportError, OSError) as missing:
        return no(
            "Tags can't be printed on this machine: the Pango library or WeasyPrint is missing "
            f"({str(missing).splitlines()[0][:120]}).",
            DocumentsUnavailable,
        )
    return YES


def warm() -> None:
    """Load the engine and the fonts before the first document, best before a worker forks.

    Does nothing where documents are not available: the job itself will say so.
    """
    if available():
        from app.documents.paper import PAPERS
        from app.documents.tags.render import render_sample

        for paper in PAPERS.values():
            render_sample(paper)


def pdf(
    page: str,
    *,
    style: str,
    images: Mapping[str, Bars | FormSource] | None = None,
    **shown: Any,
) -> bytes:
    """Fill the template `page` with `shown` and lay it out with the stylesheet `style` as a PDF.

    `page` is well-formed XML after rendering; `images` are what draws itself, by the address that
    the page uses for it. Raises DocumentsUnavailable, and FatalURLFetchingError if a template
    reaches for anything but the bundled fonts.
    """
    available().enforce()
    from app.documents import layout

    xml = filled(page, **shown)
    with alone():
        drawn = {
            address: form_of(image) if isinstance(image, FormSource) else image
            for address, image in (images or {}).items()
        }
        return layout.write_pdf(xml, style, drawn)


def filled(page: str, **shown: Any) -> str:
    """The template `page` filled with `shown`. The line ends of a template would each become a box,
    made only to be thrown away."""
    return PAGES.get_template(page).render(shown).replace(">\n<", "><")


def form_of(source: FormSource) -> Form:
    """A form for one PDF, whose page is laid out once. Only `alone`."""
    from app.documents import layout

    return Form(layout.form_page(source.xml, source.css))


@contextmanager
def alone() -> Iterator[None]:
    """Have the layout engine for oneself: it is not for several threads at once."""
    with _one_at_a_time, _collector_paused():
        yield


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Layout makes many thousand boxes that live to the end: looking for dead ones is in vain."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
