"""Receipt copies onto paper, a page for each order (L6)."""

from __future__ import annotations

from functools import cache
from typing import Any

from app.documents.engine import PAGES, pdf
from app.documents.lists import MARGIN_MM
from app.documents.paper import Paper
from app.documents.text import clean, fit, show_date
from app.domain.batches.receipts import Copy, CopyLine, Receipts
from app.vocabulary.money import show


def render_receipts(made: Receipts, *, paper: Paper) -> bytes:
    """The copies as one PDF. Raises DocumentsUnavailable."""
    return pdf(
        "receipts.xml",
        style=_style(paper),
        made_at=f"{show_date(made.made_at.date())} {made.made_at:%H:%M}",
        with_totals=made.with_totals,
        copies=[_copy(copy) for copy in made.copies],
    )


@cache
def _style(paper: Paper) -> str:
    return PAGES.get_template("receipts.css").render(paper=paper, margin=MARGIN_MM)


def _copy(copy: Copy) -> dict[str, Any]:
    member = f"Member {copy.member_number}" if copy.member_number else ""
    who = (clean(copy.customer, 80), member, clean(copy.contact, 120))
    return {
        "store": fit(copy.store, 30),
        "store_line": fit(copy.store_line, 62),
        "number": copy.order_number,
        "ordered": show_date(copy.ordered_on),
        "who": fit(" · ".join(part for part in who if part), 80),
        "pickup": fit(copy.pickup, 60),
        "lines": [_line(line) for line in copy.lines],
        "total": "" if copy.total is None else show(copy.total),
    }


def _line(line: CopyLine) -> dict[str, Any]:
    size = f" × {line.case_size}" if line.case_size else ""
    more = (clean(line.details, 80), line.status)
    return {
        "number": line.number,
        "count": "note" if line.is_note else f"{line.cases}{size}",
        "what": fit(line.description, 58),
        "more": fit(" · ".join(part for part in more if part), 62),
        "unwanted": line.unwanted,
        "total": "" if line.total is None or line.unwanted else show(line.total),
        "kind": "" if line.unwanted else fit(line.kind, 14),
    }
