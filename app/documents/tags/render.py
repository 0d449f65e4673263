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
from app.documents.text import clean, fit, set_in, show_count, show_date, size_for, width
from app.domain.tags.face import TagFace
from app.vocabulary.barcodes import readable_tag, readable_upc, tag_code
from app.vocabulary.money import show

NAME_SIZES = ((7.8, "n1"), (10.6, "n2"), (15.0, "n3"), (31.0, "n4"), (39.0, "n5"), (None, "n6"))
ITEM_SIZES = ((38.0, "i1"), (49.0, "i2"), (None, "i3"))
FIGURE_SIZES = ((2.8, "f1"), (None, "f2"))
CONTACT_SIZES = ((26.0, "c1"), (None, "c2"))
"""The widest text, in multiples of its font size, for each size of print (`tags.css`)."""
WHO_SIZES = ((20, 1, "w1"), (26, 1, "w2"), (32.4, 2, "w3"), (40, 2, "w4"))
BIN_SIZES = ((5.6, 1, "b1"), (7.8, 1, "b2"), (10.4, 2, "b3"), (13.4, 2, "b4"))
NOTE_SIZES = ((27.6, 3, "s1"), (36, 4, "s2"), (42.6, 5, "s3"))
FOOT_SIZES = ((39, 1, "p1"), (44.5, 2, "p2"), (55, 3, "p3"))
"""Row's width, rows, name: all of a name of 60 characters, a shelf of 24, a note of 200 and a
policy of 120 is seen, also in letters that are as wide as high."""
BARS_MM = 16.4
LABEL_MM = 38
"""How high the bars are; how far from the left what stands on a copy is."""
PRICE_ROOM = 10.2
KIND_SCALE = 16 / 7.5
"""What total and kind share, in ems of the total; the kind is set smaller by this much."""


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
    tags = [_shown(face) for face in faces]
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
            form(_form(paper, tag["priced"], tag["store"], tag["foot"], tag["foot_size"])),
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


_OF_THE_PRINT = frozenset({"copy_number", "foot", "foot_size", "priced", "store"})


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
    return [_digest(_shown(face), paper) for face in faces]


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
def _form(paper: Paper, priced: bool, store: str, foot: str, foot_size: str) -> FormSource:
    """What all tags of a print have in common, so that it is laid out once."""
    shared = {"priced": priced, "store": store, "foot": foot, "foot_size": foot_size}
    xml = PAGES.get_template("tag_form.xml").render(shared)
    return FormSource(xml, _style("tag_form.css", paper))


@lru_cache(maxsize=64)
def _label(paper: Paper, words: str) -> FormSource:
    return FormSource(filled("tag_label.xml", words=words), _style("tag_label.css", paper))


def _shown(face: TagFace) -> dict[str, Any]:
    """The texts of a tag, cleaned and bounded, and the size each is set in."""
    code = face.item_code or tag_code(face.order_number, face.line_number)
    last_name = clean(face.last_name, 80) or clean(face.first_name, 60) or "(no name)"
    description = fit(face.description, 92)
    contact = fit(face.contact, 56)
    note, note_size = set_in(clean(face.note, 200), NOTE_SIZES)
    who, who_size = set_in(_who(face), WHO_SIZES)
    bin_, bin_size = set_in(clean(face.bin, 24), BIN_SIZES)
    foot, foot_size = set_in(_foot(face), FOOT_SIZES)
    return {
        "code": code,
        "priced": face.total is not None,
        "store": fit(face.store, 22),
        "foot": foot,
        "foot_size": foot_size,
        "digits": readable_upc(f"0{code[:11]}".zfill(13)) if face.item_code else readable_tag(code),
        "heading": "Regular" if face.item_code else f"Order {face.order_number}",
        "copy_number": face.copy_number,
        "position": fit(face.position, 5.1),
        "last_name": last_name,
        "name_size": size_for(last_name, NAME_SIZES),
        "who": who,
        "who_size": who_size,
        "description": description,
        "item_size": size_for(description, ITEM_SIZES),
        "brand": _brand(face),
        **_figures(face),
        "facts": _facts(face),
        "contact": contact,
        "contact_size": size_for(contact, CONTACT_SIZES),
        "note": note,
        "note_size": note_size,
        "bin": bin_,
        "bin_size": bin_size,
        "pickup_by": show_date(face.pickup_by) or "–",
    }


def _who(face: TagFace) -> str:
    member = f"Member {clean(str(face.member_number), 10)}" if face.member_number else ""
    return " · ".join(text for text in (clean(face.first_name, 60), member) if text)


def _foot(face: TagFace) -> str:
    printed = f"Printed {show_date(face.printed_on)}"
    return " · ".join(text for text in (clean(face.policy, 120), printed) if text)


def _brand(face: TagFace) -> str:
    return fit(" · ".join(text for text in (face.brand, face.size) if text), 29)


def _figures(face: TagFace) -> dict[str, str]:
    """Cases, case size and price: numbers are set smaller, never cut; the kind of price may be."""
    cases = show_count(face.cases)
    case_size = "–" if face.case_size is None else show_count(face.case_size)
    total = "" if face.total is None else f"{clean(face.currency, 4)}{show(face.total)}  "
    return {
        "figures": f"{cases}\t{case_size}\t{total}",
        "figures_size": size_for(max(cases, case_size, key=len), FIGURE_SIZES),
        "kind": fit(face.price_kind.upper(), (PRICE_ROOM - width(total)) * KIND_SCALE),
    }


def _facts(face: TagFace) -> str:
    """Two rows of three: what identifies the goods, then the dates and the item's own code."""
    supply = (face.department, face.vendor, face.sku)
    upc = readable_upc(face.upc or "")
    dates = (show_date(face.ordered_on), show_date(face.arrived_on), upc)
    return "\n".join("\t".join(fit(text, 9.4) or "–" for text in row) for row in (supply, dates))
