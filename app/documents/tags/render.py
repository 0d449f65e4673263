"""Tags onto paper (C26): faces in, one PDF out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from app.documents.bars import WIDTH_MM, Bars
from app.documents.cards import PX, Card, Cell, Places, Sheet, unpacked
from app.documents.engine import (
    FONT_FOLDER,
    PAGES,
    FormSource,
    alone,
    available,
    filled,
    form_of,
)
from app.documents.form import Form
from app.documents.paper import Paper
from app.documents.tags.texts import Heads, shown
from app.domain.tags.face import TagFace

BARS_MM = 16.4
LABEL_MM = 38
"""How high the bars are; how far from the left what stands on a copy is."""


@dataclass(frozen=True)
class Printed:
    """A print: the PDF, and what was laid out for it and may be kept, by its digest."""

    pdf: bytes
    fresh: Mapping[str, bytes]


def render_tags(faces: Sequence[TagFace], *, paper: Paper) -> bytes:
    """Print `faces` in their order onto `paper`, four to a sheet or one to a label, as a PDF (C26).

    Every tag has its barcode (C35), however long its texts are: those are made smaller, then cut.
    Raises BarcodeRefused if a number does not fit a barcode, ValueError without faces, and
    DocumentsUnavailable where the machine lacks the layout library.
    """
    return print_tags(faces, paper=paper, known={}).pdf


def print_tags(
    faces: Sequence[TagFace], *, paper: Paper, known: Mapping[str, bytes], preview: bool = False
) -> Printed:
    """As `render_tags`, without laying out what is `known` by its digest (`digests`). A preview has
    no barcodes and says what it is: nobody can take it for a tag."""
    if not faces:
        raise ValueError("There are no tags to print.")
    available().enforce()
    tags = [shown(face) for face in faces]
    names = [_digest(tag, paper) for tag in tags]
    with alone():
        cards, fresh = _cards(dict(zip(names, tags, strict=True)), known, paper)
        pdf = _imposed(tags, [cards[name] for name in names], paper, preview=preview)
    return Printed(pdf, fresh)


def _cards(
    tags: Mapping[str, dict[str, Any]], known: Mapping[str, bytes], paper: Paper
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The card of each tag, by digest, and those that were laid out now, as they can be kept."""
    from app.documents import layout

    cards = {name: card for name in tags if (card := unpacked(known.get(name, b"")))}
    new = {name: tag for name, tag in tags.items() if name not in cards}
    if not new:
        return cards, {}
    xml = filled("tag_cards.xml", tags=list(new.values()))
    laid = dict(zip(new, layout.lay_out(xml, _style("tags.css", paper)), strict=True))
    fresh = {name: card.packed() for name, card in laid.items() if isinstance(card, Card)}
    return {**cards, **laid}, fresh


def _imposed(
    tags: Sequence[dict[str, Any]], cards: Sequence[Any], paper: Paper, *, preview: bool
) -> bytes:
    """Cards onto sheets, with what all of the print share, copy labels and bars."""
    from app.documents import layout

    forms: dict[FormSource, Form] = {}

    def form(source: FormSource) -> Form:
        if source not in forms:
            forms[source] = form_of(source)
        return forms[source]

    def cell(tag: dict[str, Any], card: Any) -> Cell:
        copy = f"COPY {tag['copy_number']}" if tag["copy_number"] > 1 else ""
        words = "PREVIEW, no tag" if preview else copy
        return Cell(
            form(_form(paper, tag["heads"], tag["store"], tag["foot"], tag["foot_size"])),
            card,
            form(_label(paper, words)) if words else None,
            None if preview else Bars(tag["code"]),
        )

    cells = iter([cell(tag, card) for tag, card in zip(tags, cards, strict=True)])
    places, cut = _places(paper), form(_cut_lines(paper))
    sheets: list[Sheet] = []
    while some := list(islice(cells, paper.tags)):
        sheets.append(Sheet(some, paper, places, cut))
    return layout.write_sheets(filled("tags.xml"), _style("sheets.css", paper), sheets)


@cache
def _places(paper: Paper) -> Places:
    """Where copy labels and bars are, from the one place that says so."""
    said = PAGES.get_template("_geometry.css").make_module({"paper": paper, "bars_width": WIDTH_MM})
    code: float = said.top["code"]  # type: ignore[attr-defined]
    bars = (0.0, code * PX, WIDTH_MM * PX, BARS_MM * PX)
    return Places(label=(LABEL_MM * PX, 0.2 * PX), bars=bars)


_OF_THE_PRINT = frozenset({"copy_number", "foot", "foot_size", "heads", "store"})


def _digest(tag: Mapping[str, Any], paper: Paper) -> str:
    """What a tag is known by: all that its card shows, and how."""
    shown = {name: said for name, said in tag.items() if name not in _OF_THE_PRINT}
    whole = json.dumps([_design(paper), shown], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


@cache
def _design(paper: Paper) -> str:
    """A new design, font or layout engine makes every tag a new one."""
    from app.documents import layout

    source = PAGES.get_template("tag_cards.xml").filename or ""
    parts = (_style("tags.css", paper).encode(), Path(source).read_bytes(), _fonts())
    return hashlib.sha256(b"\0".join(parts)).hexdigest() + layout.VERSION


@cache
def _fonts() -> bytes:
    """What the bundled fonts are known by: megabytes, so they are read once, not for each paper."""
    whole = hashlib.sha256()
    for file in sorted(FONT_FOLDER.glob("*.ttf")):
        whole.update(file.read_bytes())
    return whole.digest()


def digests(faces: Sequence[TagFace], *, paper: Paper) -> list[str]:
    """What each face is known by once it was laid out for this paper."""
    return [_digest(shown(face), paper) for face in faces]


def render_sample(paper: Paper) -> bytes:
    """One made-up tag: loads fonts and templates, and shows a printer's owner what to expect."""
    today = date(2026, 1, 31)
    face = TagFace(
        order_number=1,
        line_number=1,
        position="1 / 1",
        last_name="Sample",
        description="Nothing to pick up",
        cases=1,
        ordered_on=today,
        printed_on=today,
        total=Decimal(0),
    )
    return render_tags([face], paper=paper)


@cache
def _style(sheet: str, paper: Paper) -> str:
    return PAGES.get_template(sheet).render(paper=paper, bars_width=WIDTH_MM)


@cache
def _cut_lines(paper: Paper) -> FormSource:
    xml = PAGES.get_template("cut_lines.xml").render(paper=paper)
    return FormSource(xml, _style("cut_lines.css", paper))


@lru_cache(maxsize=64)
def _form(paper: Paper, heads: Heads, store: str, foot: str, foot_size: str) -> FormSource:
    """What all tags of a print have in common, so that it is laid out once."""
    shared = {"heads": heads, "store": store, "foot": foot, "foot_size": foot_size}
    xml = PAGES.get_template("tag_form.xml").render(shared)
    return FormSource(xml, _style("tag_form.css", paper))


@lru_cache(maxsize=64)
def _label(paper: Paper, words: str) -> FormSource:
    return FormSource(filled("tag_label.xml", words=words), _style("tag_label.css", paper))
