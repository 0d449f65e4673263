"""A page that shows whether a printer prints what it is given: in its own size, to the edges that
tags need, with bars that can be scanned."""

from __future__ import annotations

from app.documents.bars import WIDTH_MM, Bars
from app.documents.engine import PAGES, pdf
from app.documents.paper import Paper
from app.documents.text import fit
from app.vocabulary.barcodes import readable_tag, tag_code

# No order has this number for long, no order has so many lines.
SAMPLE = tag_code(999_999, 99)
RULER_MM = 80


def render_test_page(printer: str, paper: Paper) -> bytes:
    """The page for a printer of this name. Raises DocumentsUnavailable."""
    style = PAGES.get_template("trial.css").render(paper=paper, bars_width=WIDTH_MM, ruler=RULER_MM)
    return pdf(
        "trial.xml",
        style=style,
        images={"bars:sample": Bars(SAMPLE)},
        printer=fit(printer, 18),
        paper=paper,
        ruler=RULER_MM,
        digits=readable_tag(SAMPLE),
    )
