"""A purchase order onto paper, and as a file in the vendor's columns (C25)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from app.documents.engine import PAGES, pdf
from app.documents.lists import sheet_for
from app.documents.paper import Paper
from app.documents.sheets import as_csv
from app.documents.text import clean, show_date
from app.domain.purchasing.sheets import Item, PurchaseSheet, table_of
from app.vocabulary.barcodes import readable_upc
from app.vocabulary.money import show

MARGIN_MM = 14


def render_purchase_order(sheet: PurchaseSheet, *, paper: str) -> bytes:
    """The purchase order as a PDF on Letter or A4, whichever the store's tags are on (`paper`);
    with costs only if the sheet has them. Raises DocumentsUnavailable."""
    heads = [("Account", sheet.account), ("Ordered", show_date(sheet.ordered_on))]
    heads += [("Ordered by", sheet.buyer), ("Wanted on", show_date(sheet.expected_on))]
    worth = sheet.worth
    return pdf(
        "purchase_order.xml",
        style=_style(sheet_for(paper)),
        number=sheet.number,
        vendor=clean(sheet.vendor, 80),
        store=clean(sheet.store, 80),
        heads=[(words, clean(value, 60)) for words, value in heads if value],
        note=[clean(line, 200) for line in sheet.note.splitlines() if line.strip()],
        rows=[_row(item) for item in sheet.items],
        with_costs=sheet.with_costs,
        cases=f"{worth.cases:,}",
        total=show(worth.cost) if worth.cost is not None else "",
        unpriced=worth.unpriced,
    )


def purchase_file(sheet: PurchaseSheet, columns: Sequence[str]) -> bytes:
    """The purchase order as CSV, in the vendor's columns; nothing in it is a formula."""
    heading, rows = table_of(sheet, columns)
    return as_csv(heading, rows)


@cache
def _style(paper: Paper) -> str:
    return PAGES.get_template("purchase_order.css").render(paper=paper, margin=MARGIN_MM)


def _row(item: Item) -> dict[str, str]:
    return {
        "cases": f"{item.cases:,}",
        "of": f"{item.case_size:,}" if item.case_size else "",
        "sku": clean(item.sku, 30),
        "upc": readable_upc(item.upc) if item.upc else "",
        "what": clean(item.description, 160),
        "more": " · ".join(part for part in (clean(item.brand, 60), clean(item.size, 40)) if part),
        "case_cost": _shown(item.case_cost),
        "total": _shown(item.total),
    }


def _shown(amount: Decimal | None) -> str:
    return show(amount) if amount is not None else ""
