"""Tags as people and scanners see them: each test looks at the PDF, not at what made it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.documents.paper import A4, LABEL, LETTER, PAPERS, Paper
from app.documents.tags import render_tags
from app.vocabulary.barcodes import BarcodeRefused, read_tag, tag_code
from tests.documents.conftest import MakeFace
from tests.support.pdf import decode, images, page_sizes, pages_text, text_of

PRINTERS = [(203, True), (203, False), (300, True), (300, False)]
HOSTILE = {
    "long words": "W" * 10_000,
    "long text": "organic fair trade bulk " * 500,
    "narrow": "i" * 10_000,
    "control": "\x00\x01\x07\x1b[31m\r\n\t\x85\ud800\ufffe\uffff",
    "markup": "<b>&amp;</div></div><img src='file:///etc/passwd'/>{{ 7*7 }}{% raw %}]]><!--",
    "sql": "'; DROP TABLE orders; --",
    "right to left": "محمد عبد الرحمن זית \u202eevil\u202c",
    "chinese": "有机燕麦大片" * 300,
    "emoji": "🥣👩‍👩‍👧‍👦🏳️‍🌈" * 100,
    "towers": "Z" + "\u0338\u0321\u0353\u0301" * 500,
    "widest": "﷽" * 200,
    "lines": "one\n" * 400,
}
# At 100 dots per inch of a Letter sheet: the other three tags, and the lower part of the first.
NEIGHBOURS = [(427, 0, 850, 548), (0, 552, 423, 1100), (427, 552, 850, 1100)]
BARCODE = (0, 382, 423, 548)


@pytest.mark.contract("C26", "C35", "C36")
@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
@pytest.mark.parametrize(("dpi", "black_white"), PRINTERS)
def test_every_tag_scans(face: MakeFace, paper: Paper, dpi: int, black_white: bool) -> None:
    lines = [(1, 1), (123, 1), (10482, 37), (999_999, 99), (454_454, 45), (700_000, 8)]
    faces = [face(order_number=order, line_number=line) for order, line in lines]
    found = decode(render_tags(faces, paper=paper), dpi, black_white=black_white)
    assert found == [tag_code(order, line) for order, line in lines]
    assert [read_tag(code) for code in found] == lines


@pytest.mark.contract("C26", "C27")
@pytest.mark.parametrize("field", ["last_name", "description", "note", "contact", "everything"])
@pytest.mark.parametrize("kind", HOSTILE)
def test_no_text_reaches_a_barcode_or_another_tag(face: MakeFace, field: str, kind: str) -> None:
    texts = "last_name first_name member_number description brand size department vendor sku upc "
    texts += "store contact note bin position price_kind policy currency"
    fields = texts.split() if field == "everything" else [field]
    hostile = face(line_number=1, **dict.fromkeys(fields, HOSTILE[kind]))
    usual = [face(line_number=line) for line in (1, 2, 3, 4)]
    expected, printed = (
        render_tags([first, *usual[1:]], paper=LETTER) for first in (usual[0], hostile)
    )
    assert decode(printed, 203, black_white=True) == [tag_code(10482, n) for n in (1, 2, 3, 4)]
    assert page_sizes(printed) == [(612, 792)]
    (expected_page,), (page,) = images(expected, 100), images(printed, 100)
    for area in NEIGHBOURS if field == "everything" else [*NEIGHBOURS, BARCODE]:
        assert page.crop(area).tobytes() == expected_page.crop(area).tobytes()


@pytest.mark.contract("C26")
@pytest.mark.parametrize("paper", [LETTER, A4], ids=["letter", "a4"])
def test_four_to_a_sheet_in_reading_order_with_cut_lines(face: MakeFace, paper: Paper) -> None:
    pdf = render_tags([face(line_number=line) for line in range(1, 10)], paper=paper)
    assert [text.count("Order 10482") for text in pages_text(pdf)] == [4, 4, 1]
    assert decode(pdf, 203) == [tag_code(10482, line) for line in range(1, 10)]
    for page in images(pdf, 203, black_white=True):
        x, y = page.width // 2, page.height // 2
        down, across = page.crop((x - 2, 0, x + 3, 40)), page.crop((0, y - 2, 40, y + 3))
        assert (down.getextrema(), across.getextrema()) == ((0, 255), (0, 255))


@pytest.mark.parametrize(
    ("paper", "points"), [(LETTER, (612, 792)), (A4, (595, 842)), (LABEL, (306, 397))]
)
def test_sheets_have_the_size_of_the_paper(
    face: MakeFace, paper: Paper, points: tuple[int, int]
) -> None:
    ((width, height),) = page_sizes(render_tags([face()], paper=paper))
    assert (round(width), round(height)) == points


def test_a_label_may_have_another_size_but_not_be_too_small(face: MakeFace) -> None:
    pdf = render_tags([face()], paper=Paper("label", 101.6, 152.4))
    assert decode(pdf, 203, black_white=True) == [tag_code(10482, 2)]
    with pytest.raises(ValueError, match="100 × 137"):
        Paper("label", 50, 30)


@pytest.mark.contract("C26", "C27")
def test_a_tag_says_all_that_is_known(face: MakeFace) -> None:
    text = " ".join(text_of(render_tags([face()], paper=LETTER)).split())
    said = [
        "Order 10482", "2 / 3", "Hillside store", "Sommerfeld", "Ada · Member 4121",
        "Rolled oats, organic", "Prairie Mills · 25 lb", "2 12 $53.90 SALE",
        "Department Vendor · SKU", "Bulk Northern Natural · NN-20412", "Ordered Arrived UPC",
        "Nov 3, 2026 Nov 19, 2026 0 12345 67890 5", "(555) 010-4477, text is fine",
        "Leave it in the walk-in.", "C-14", "Dec 3, 2026", "454 010482 02", "Held 14 days.",
        "Printed Nov 20, 2026", "C VM T E date initials",
    ]  # fmt: skip
    assert [words for words in said if words not in text] == []
    assert text.count("C VM T E date initials") == 2


@pytest.mark.contract("C8")
def test_without_a_total_no_amount_is_on_the_tag(face: MakeFace) -> None:
    hidden = text_of(render_tags([face(total=None)], paper=LETTER))
    shown = text_of(render_tags([face(total=Decimal("7919.37"))], paper=LETTER))
    assert ("7,919.37" in shown, "Total" in shown, "SALE" in shown) == (True, True, True)
    assert [words in hidden for words in ("$", ".90", "Total", "Price")] == [False] * 4
    assert "SALE" in hidden


def test_a_print_of_mixed_tags_keeps_what_each_may_show(face: MakeFace) -> None:
    faces = [face(total=None, store="Here"), face(store="There"), face(store="There")]
    texts = pages_text(render_tags(faces, paper=LABEL))
    assert ["Total" in text for text in texts] == [False, True, True]
    assert ["There" in text for text in texts] == [False, True, True]


@pytest.mark.contract("C26")
def test_only_copies_say_so(face: MakeFace) -> None:
    faces = [face(copy_number=number) for number in (1, 2, 11)]
    texts = pages_text(render_tags(faces, paper=LABEL))
    assert ["COPY" in text for text in texts] == [False, True, True]
    assert ["COPY 2" in texts[1], "COPY 11" in texts[2]] == [True, True]


def test_unknown_things_leave_room_to_write(face: MakeFace) -> None:
    bare = dict.fromkeys(("case_size", "vendor", "sku", "upc", "member_number", "bin", "total"))
    bare |= dict.fromkeys(("arrived_on", "pickup_by"))
    bare |= dict.fromkeys(("first_name", "brand", "size", "note", "contact", "price_kind"), "")
    text = text_of(render_tags([face(**bare)], paper=LABEL))
    assert "None" not in text
    assert [label for label in ("Bin", "Reach", "Note", "Pick up by") if label not in text] == []


def test_numbers_are_never_cut(face: MakeFace) -> None:
    big = face(cases=Decimal("99999.5"), case_size=123456, total=Decimal("9999999.99"))
    text = text_of(render_tags([big], paper=LABEL))
    assert [n for n in ("99999.5", "123456", "$9,999,999.99") if n not in text] == []


@pytest.mark.parametrize(
    "name",
    [
        "Wolfeschlegelsteinhausenbergerdorff-Hohenzollern-Ostrowskaja",
        "Żółć Ångström Nguyễn",
        "Παπαδόπουλος",
        "Александрова",
        "Ó Súilleabháin",
        "x" * 60,
    ],
)
def test_whole_names_are_printed(face: MakeFace, name: str) -> None:
    text = text_of(render_tags([face(last_name=name)], paper=LETTER))
    assert name.replace(" ", "") in "".join(text.split())


@pytest.mark.contract("C26", "C27")
@pytest.mark.parametrize("paper", [LETTER, Paper("label", 100, 137)], ids=["letter", "smallest"])
@pytest.mark.parametrize("letter", ["W", "i", "漢", "Ж", "a b "])
def test_nothing_that_may_be_written_is_cut(face: MakeFace, paper: Paper, letter: str) -> None:
    """As much as forms take: a name of 60 characters, a shelf of 24, a note of 200, a policy of
    120. All of it is text, and none of it is beyond an edge: the last letters are seen."""
    said = {name: (letter * most)[: most - 1] for name, most in
            {"first_name": 60, "bin": 24, "note": 200, "policy": 120}.items()}  # fmt: skip
    ends = [{name: text + last for name, text in said.items()} for last in "xy"]
    first, second = (render_tags([face(**all_)], paper=paper) for all_ in ends)
    text = "".join(text_of(first).split())
    assert [name for name, all_ in ends[0].items() if "".join(all_.split()) not in text] == []
    assert "…" not in text
    for name, value in ends[1].items():
        other = render_tags([face(**{**ends[0], name: value})], paper=paper)
        assert images(other, 100)[0].tobytes() != images(first, 100)[0].tobytes(), name
    assert decode(second, 203, black_white=True) == [tag_code(10482, 2)]


@pytest.mark.contract("C27", "B12")
@pytest.mark.parametrize("code", ["Freezer 10", "Freezer 12", "COOLER-07-SHELF-004-B-12"])
def test_the_bin_is_printed_whole(face: MakeFace, code: str) -> None:
    text = text_of(render_tags([face(bin=code)], paper=LETTER))
    assert "".join(code.split()) in "".join(text.split())


@pytest.mark.parametrize(
    ("order_number", "line_number"), [(0, 1), (1_000_000, 1), (1, 0), (1, 100)]
)
def test_what_fits_no_barcode_is_refused(
    face: MakeFace, order_number: int, line_number: int
) -> None:
    with pytest.raises(BarcodeRefused):
        render_tags([face(order_number=order_number, line_number=line_number)], paper=LETTER)


def test_nothing_to_print_is_refused() -> None:
    with pytest.raises(ValueError, match="no tags"):
        render_tags([], paper=LETTER)


def test_a_long_run_is_complete(face: MakeFace) -> None:
    pdf = render_tags([face(order_number=n) for n in range(1, 102)], paper=LETTER)
    assert len(page_sizes(pdf)) == 26
    assert decode(pdf, 203) == [tag_code(n, 2) for n in range(1, 102)]
