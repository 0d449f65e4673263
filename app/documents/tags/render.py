"""Tags onto paper (C26): faces in, one PDF out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from itertools import islice
from typing import Any

from app.documents.bars import WIDTH_MM, Bars
from app.documents.engine import PAGES, FormSource, pdf
from app.documents.paper import Paper
from app.documents.text import clean, fit, show_count, show_date, size_for, width
from app.domain.tags.face import TagFace
from app.vocabulary.barcodes import readable_tag, readable_upc, tag_code
from app.vocabulary.money import show

NAME_SIZES = ((7.8, "n1"), (10.6, "n2"), (15.0, "n3"), (31.0, "n4"), (39.0, "n5"), (None, "n6"))
ITEM_SIZES = ((38.0, "i1"), (49.0, "i2"), (None, "i3"))
FIGURE_SIZES = ((2.8, "f1"), (None, "f2"))
CONTACT_SIZES = ((26.0, "c1"), (None, "c2"))
"""The widest text, in multiples of its font size, for each size of print (`tags.css`)."""
PRICE_ROOM = 10.2
KIND_SCALE = 16 / 7.5
"""What total and kind share, in ems of the total; the kind is set smaller by this much."""


def render_tags(faces: Sequence[TagFace], *, paper: Paper) -> bytes:
    """Print `faces` in their order onto `paper`, four to a sheet or one to a label, as a PDF (C26).

    Every tag has its barcode (C35), however long its texts are: those are made smaller, then cut.
    Raises BarcodeRefused if a number does not fit a barcode, ValueError without faces, and
    DocumentsUnavailable where the machine lacks the layout library.
    """
    if not faces:
        raise ValueError("There are no tags to print.")
    tags = [_shown(face) for face in faces]
    images: dict[str, Bars | FormSource] = {"form:cut": _cut_lines(paper)}
    forms: dict[tuple[bool, str, str], str] = {}
    for tag in tags:
        shared = (tag["priced"], tag["store"], tag["foot"])
        tag["form"] = forms.setdefault(shared, f"form:{len(forms)}")
        images[tag["form"]] = _form(paper, *shared)
        images[tag["bars"]] = Bars(tag["code"])
    return pdf(
        "tags.xml",
        style=_style("tags.css", paper),
        images=images,
        sheets=list(_sheets(tags, paper.tags)),
    )


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
def _form(paper: Paper, priced: bool, store: str, foot: str) -> FormSource:
    """What all tags of a print have in common, so that it is laid out once."""
    xml = PAGES.get_template("tag_form.xml").render(priced=priced, store=store, foot=foot)
    return FormSource(xml, _style("tag_form.css", paper))


def _sheets(tags: list[dict[str, Any]], most: int) -> Iterator[list[dict[str, Any]]]:
    rest = iter(tags)
    while sheet := list(islice(rest, most)):
        yield sheet


def _shown(face: TagFace) -> dict[str, Any]:
    """The texts of a tag, cleaned and bounded, and the size each is set in."""
    code = tag_code(face.order_number, face.line_number)
    last_name = clean(face.last_name, 80) or clean(face.first_name, 60) or "(no name)"
    description = fit(face.description, 92)
    contact = fit(face.contact, 56)
    policy, printed = fit(face.policy, 30), f"Printed {show_date(face.printed_on)}"
    return {
        "code": code,
        "bars": f"bars:{code}",
        "priced": face.total is not None,
        "store": fit(face.store, 22),
        "foot": f"{policy} · {printed}" if policy else printed,
        "digits": readable_tag(code),
        "order": face.order_number,
        "copy_number": face.copy_number,
        "position": fit(face.position, 5.1),
        "last_name": last_name,
        "name_size": size_for(last_name, NAME_SIZES),
        "who": _who(face),
        "description": description,
        "item_size": size_for(description, ITEM_SIZES),
        "brand": _brand(face),
        **_figures(face),
        "facts": _facts(face),
        "contact": contact,
        "contact_size": size_for(contact, CONTACT_SIZES),
        "note": clean(face.note, 170),
        "bin": fit(face.bin, 5.6),
        "pickup_by": show_date(face.pickup_by) or "–",
    }


def _who(face: TagFace) -> str:
    member = f"Member {clean(str(face.member_number), 10)}" if face.member_number else ""
    first = fit(face.first_name, 11 if member else 20)
    return " · ".join(text for text in (first, member) if text)


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
