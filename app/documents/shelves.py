"""Labels for shelves onto paper: the code to be read from afar, and its barcode (B12)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from app.documents.bars import WIDTH_MM, Bars
from app.documents.engine import PAGES, pdf
from app.documents.paper import LETTER, PAPERS, Paper
from app.documents.text import fit, size_for
from app.domain.pickup.labels import Label
from app.vocabulary.barcodes import readable_tag

ACROSS, DOWN = 2, 5
# Widest text, in multiples of its size, that fits the width of a label, and the class that sets it.
# The last holds the longest code there is, in the widest letters.
SIZES = (
    (2.2, "huge"), (3.6, "large"), (6.5, "middle"), (13.5, "small"), (17.5, "smaller"),
    (None, "tiny"),
)  # fmt: skip
WIDEST_CODE = 24.5


def render_shelf_labels(labels: Sequence[Label], *, paper: str) -> bytes:
    """The labels as a PDF on Letter or A4, ten to a sheet, or one to a label, whichever the tags
    are on (`paper`). Raises DocumentsUnavailable."""
    sheet = PAPERS.get(paper, LETTER)
    across, down = (1, 1) if sheet.tags == 1 else (ACROSS, DOWN)
    per_sheet = across * down
    shown = [_shown(label) for label in labels]
    return pdf(
        "shelf_labels.xml",
        style=_style(sheet, across, down),
        images={f"bars:{label.code12}": Bars(label.code12) for label in labels},
        sheets=[shown[n : n + per_sheet] for n in range(0, len(shown), per_sheet)],
    )


@cache
def _style(paper: Paper, across: int, down: int) -> str:
    return PAGES.get_template("shelf_labels.css").render(
        paper=paper, across=across, down=down, bars_width=WIDTH_MM, widest=WIDEST_CODE
    )


def _shown(label: Label) -> dict[str, str]:
    return {
        "code": fit(label.code, WIDEST_CODE),
        "size": size_for(label.code, SIZES),
        "name": fit(label.name, 23),
        "store": fit(label.store, 20),
        "bars": f"bars:{label.code12}",
        "digits": readable_tag(label.code12),
    }
