"""Labels of shelves: all of them whole, on every paper."""

from __future__ import annotations

import pytest

from app.documents.paper import PAPERS, Paper
from app.documents.shelves import render_shelf_labels
from app.domain.pickup.labels import Label
from app.domain.pickup.shelves import LONGEST_CODE
from app.vocabulary.barcodes import shelf_code
from tests.support.pdf import decode, letters, page_sizes, text_of

MM = 72 / 25.4
CODES = (
    "A1", "Wm", "B12", "WWW", "@@@@@@", "Cooler 12", "MMMMMMMMMMMMM", "Freezer left, 12",
    "MEAT COOLER LEFT WALL 12", "W" * LONGEST_CODE,
)  # fmt: skip


@pytest.mark.contract("B12")
@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_no_code_is_cut(paper: Paper) -> None:
    """The shortest and the longest, on sheets of ten or one to a label: read by eye and scanner,
    inside what is cut out."""
    labels = [Label(code, "", "", shelf_code(n)) for n, code in enumerate(CODES, start=1)]
    pdf = render_shelf_labels(labels, paper=paper.key)
    text = text_of(pdf)
    one_up = paper.tags == 1
    assert [code for code in CODES if code not in text] == []
    assert sorted(decode(pdf)) == [label.code12 for label in labels]
    assert len(page_sizes(pdf)) == (len(CODES) if one_up else 1)
    right = paper.width - paper.margin if one_up else paper.width / 2
    for label in labels[-3:]:
        alone = letters(render_shelf_labels([label], paper=paper.key))
        lefts, rights = [one.place[0] for one in alone], [one.place[2] for one in alone]
        assert (min(lefts) > paper.margin * MM, max(rights) < right * MM) == (True, True)
