"""Tags that were laid out already: the same picture, without laying them out again."""

from __future__ import annotations

import io

import pypdfium2
import pytest

from app.documents.cards import unpacked
from app.documents.paper import A4, LABEL, LETTER, PAPERS, Paper
from app.documents.tags.render import digests, print_tags
from app.vocabulary.barcodes import tag_code
from tests.documents.conftest import MakeFace
from tests.support.pdf import decode, images, page_sizes, text_of

SCRIPTS = {
    "latin": "Żółć-Ångström Nguyễn",
    "greek": "Παπαδόπουλος",
    "cyrillic": "Александрова",
    "arabic": "محمد عبد الرحمن",
    "hebrew": "דוד בן־גוריון",
    "chinese": "有机燕麦大片",
    "emoji": "🥣 👩‍👩‍👧‍👦",
}
OTHERS = {"mongolian": "ᠮᠣᠩᠭᠣᠯ", "cuneiform": "𒀀𒀁"}
"""No font is bundled for these."""
NAMES = [*SCRIPTS.values(), *OTHERS.values(), "Wolfeschlegelsteinhausenbergerdorff-" * 2, "x" * 60]


@pytest.mark.contract("C26")
@pytest.mark.parametrize("paper", [LETTER, LABEL], ids=["letter", "label"])
def test_a_known_tag_looks_as_it_did(face: MakeFace, paper: Paper) -> None:
    faces = [face(line_number=n, last_name=name) for n, name in enumerate(SCRIPTS.values(), 1)]
    first = print_tags(faces, paper=paper, known={})
    again = print_tags(faces, paper=paper, known=first.fresh)
    assert (set(first.fresh), again.fresh) == (set(digests(faces, paper=paper)), {})
    assert [page.tobytes() for page in images(again.pdf, 100)] == [
        page.tobytes() for page in images(first.pdf, 100)
    ]
    assert text_of(again.pdf) == text_of(first.pdf)
    assert decode(again.pdf, 203) == [tag_code(10482, n) for n in range(1, 8)]


def test_a_known_tag_has_its_place_among_new_ones(face: MakeFace) -> None:
    """Wherever it stood when it was laid out; the fonts of both are those of one print."""
    old = print_tags([face(line_number=1)], paper=LETTER, known={}).fresh
    faces = [face(line_number=n, last_name=f"Quill {n}") for n in (2, 3, 4)]
    mixed = [*faces, face(line_number=1)]
    expected = print_tags(mixed, paper=LETTER, known={}).pdf
    printed = print_tags(mixed, paper=LETTER, known=old)
    assert len(printed.fresh) == 3
    (one,), (other,) = images(expected, 100), images(printed.pdf, 100)
    assert one.tobytes() == other.tobytes()


@pytest.mark.contract("C26")
def test_a_copy_and_another_day_are_imposed_from_the_same_card(face: MakeFace) -> None:
    fresh = print_tags([face()], paper=LABEL, known={}).fresh
    later = face(copy_number=2, printed_on=face().ordered_on, policy="Other words.")
    again = print_tags([later], paper=LABEL, known=fresh)
    assert again.fresh == {}
    text = text_of(again.pdf)
    assert ["COPY 2" in text, "Other words." in text, "Sommerfeld" in text] == [True, True, True]


@pytest.mark.parametrize(
    "change",
    [{"last_name": "Other"}, {"bin": "D-1"}, {"total": None}, {"note": ""}, {"order_number": 1},
     {"position": "1 / 3"}, {"contact": "x"}, {"price_kind": ""}],
)  # fmt: skip
def test_whatever_a_tag_says_makes_it_another(face: MakeFace, change: dict[str, object]) -> None:
    both = digests([face(), face(**change)], paper=LABEL)
    assert both[0] != both[1]
    assert len({digests([face()], paper=paper)[0] for paper in PAPERS.values()}) == len(PAPERS)


def test_what_needs_fonts_of_the_machine_is_laid_out_each_time(face: MakeFace) -> None:
    faces = [face(line_number=n, last_name=name) for n, name in enumerate(OTHERS.values(), 1)]
    first = print_tags([*faces, face(line_number=3)], paper=LETTER, known={})
    assert len(first.fresh) == 1
    again = print_tags([*faces, face(line_number=3)], paper=LETTER, known=first.fresh)
    (one,), (other,) = images(first.pdf, 100), images(again.pdf, 100)
    assert one.tobytes() == other.tobytes()


def test_a_card_that_is_spoilt_is_made_anew(face: MakeFace) -> None:
    fresh = print_tags([face()], paper=LABEL, known={}).fresh
    assert [unpacked(b""), unpacked(b"x" * 50)] == [None, None]
    again = print_tags([face()], paper=LABEL, known=dict.fromkeys(fresh, b"spoilt"))
    assert again.fresh == fresh


@pytest.mark.contract("C8")
def test_a_preview_is_no_tag(face: MakeFace) -> None:
    """It says so, and nothing on it can be scanned."""
    shown = print_tags([face()], paper=LETTER, known={}, preview=True).pdf
    assert "PREVIEW, no tag" in text_of(shown)
    assert decode(shown, 203) == []


@pytest.mark.contract("C26", "C35")
def test_of_a_run_of_hostile_names_nothing_is_lost(face: MakeFace) -> None:
    """A hundred tags in nine kinds of names, a sample of which is decoded here at 203 and 300 dpi;
    `python -m tests.bench --tags` decodes every one of four hundred at both."""
    faces = [
        face(order_number=1000 + n, line_number=n % 99 + 1, last_name=NAMES[n % len(NAMES)],
             first_name=NAMES[-n % len(NAMES)], description=NAMES[(n + 3) % len(NAMES)])
        for n in range(100)
    ]  # fmt: skip
    pdf = print_tags(faces, paper=LETTER, known={}).pdf
    assert page_sizes(pdf) == [(612, 792)] * 25
    codes = [tag_code(face.order_number, face.line_number) for face in faces]
    for first, dpi in ((0, 203), (22, 300)):
        some = _pages(pdf, range(first, first + 3))
        assert decode(some, dpi, black_white=True) == codes[first * 4 : first * 4 + 12]


def _pages(pdf: bytes, pages: range) -> bytes:
    """Some pages of a PDF, as one."""
    whole, some = pypdfium2.PdfDocument(pdf), pypdfium2.PdfDocument.new()
    some.import_pages(whole, list(pages))
    out = io.BytesIO()
    some.save(out)
    return out.getvalue()


def test_a4_known_from_before_is_not_taken_for_letter(face: MakeFace) -> None:
    fresh = print_tags([face()], paper=A4, known={}).fresh
    assert len(print_tags([face()], paper=LETTER, known=fresh).fresh) == 1
