"""The picking list onto paper: place after place, a box to tick, and each line's barcode (L6)."""

from __future__ import annotations

from functools import cache
from typing import Any

from app.documents.bars import WIDTH_MM, Bars
from app.documents.engine import PAGES, FormSource, pdf
from app.documents.paper import A4, LETTER, PAPERS, Paper
from app.documents.text import clean, fit, show_date
from app.domain.batches.picking import Pick, PickingList, Place
from app.vocabulary.barcodes import readable_tag, readable_upc

MARGIN_MM = 12


def sheet_for(paper: str) -> Paper:
    """The sheet that lists are printed on, where tags are printed on `paper`: labels are too small
    for lists."""
    chosen = PAPERS.get(paper, LETTER)
    return chosen if chosen in (LETTER, A4) else LETTER


def render_picking_list(made: PickingList, *, paper: Paper) -> bytes:
    """The list as a PDF. Every line has its tag's barcode, whose bars are as wide as on the tag.
    Raises DocumentsUnavailable."""
    images: dict[str, Bars | FormSource] = {}
    places = [_place(place, images) for place in made.places]
    return pdf(
        "picking_list.xml",
        style=_style(paper),
        images=images,
        number=made.number,
        lines=made.lines,
        made_by=fit(made.made_by, 24),
        made_at=f"{show_date(made.made_at.date())} {made.made_at:%H:%M}",
        places=places,
    )


@cache
def _style(paper: Paper) -> str:
    shown = {"paper": paper, "margin": MARGIN_MM, "bars_width": WIDTH_MM}
    return PAGES.get_template("picking_list.css").render(shown)


def _place(place: Place, images: dict[str, Bars | FormSource]) -> dict[str, Any]:
    return {
        "bin": fit(place.bin, 22),
        "store": fit(place.store, 26),
        "picks": [_pick(pick, images) for pick in place.picks],
    }


def _pick(pick: Pick, images: dict[str, Bars | FormSource]) -> dict[str, str]:
    """The texts of a row, cleaned and bounded."""
    bars = f"bars:{pick.code}" if pick.code else ""
    if bars:
        images[bars] = Bars(pick.code)
    size = f" × {pick.case_size}" if pick.case_size else ""
    codes = (readable_upc(pick.upc), clean(pick.sku, 30), clean(pick.vendor, 40))
    where = (clean(pick.department, 40), pick.status, clean(pick.note, 120))
    return {
        "bars": bars,
        "digits": readable_tag(pick.code) if pick.code else "",
        "count": f"{pick.cases}{size}",
        "what": fit(pick.description, 24.5),
        "details": fit(" · ".join(part for part in (clean(pick.details, 80), *codes) if part), 31),
        "where": fit(" · ".join(part for part in where if part), 31),
        "order": f"{pick.order_number} / {pick.line_number}",
        "customer": fit(pick.customer, 10),
    }
