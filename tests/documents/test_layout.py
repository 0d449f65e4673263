"""The layout engine: what it may read, and the inner parts of WeasyPrint that we lean on."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from weasyprint.urls import FatalURLFetchingError

from app.documents import DocumentsUnavailable, available, layout, warm
from app.documents.bars import Bars
from app.documents.engine import FONT_FOLDER, PAGES
from app.documents.paper import LABEL, LETTER
from app.documents.tags import render_tags
from app.documents.text import clean, fit, show_count
from app.vocabulary.errors import CaselotError
from tests.documents.conftest import MakeFace
from tests.support.pdf import decode, images, text_of

PAGE = '<html><head><title>T</title></head><body><div class="a">{}</div></body></html>'
STYLE = """@page { size: 60mm 40mm; margin: 0 } html, body, div, img { display: block }
head { display: none } img { width: 42mm; height: 20mm }"""


def test_this_machine_can_make_documents() -> None:
    assert available().allowed
    warm()


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9/x.png", "https://localhost:9/x", "ftp://localhost/x", "file:///etc/passwd",
     f"{FONT_FOLDER.as_uri()}/OFL.txt", f"{FONT_FOLDER.as_uri()}/../css/x.ttf", "bars:123"],
)  # fmt: skip
def test_a_page_that_reaches_out_fails(address: str) -> None:
    with pytest.raises(FatalURLFetchingError):
        layout.write_pdf(PAGE.format(f'<img src="{address}"/>'), STYLE, {})


def test_a_stylesheet_that_reaches_out_fails() -> None:
    style = f"{STYLE} @font-face {{ font-family: X; src: url('file:///etc/hostname') }}"
    with pytest.raises(FatalURLFetchingError):
        layout.write_pdf(PAGE.format("text"), style, {})


def test_bars_draw_themselves_where_the_page_puts_them() -> None:
    """Guards the shape of an image object: `get_intrinsic_size`, `draw`, and the stream it gets."""
    pdf = layout.write_pdf(
        PAGE.format('<img src="bars:1"/>'), STYLE, {"bars:1": Bars("454000123014")}
    )
    (page,) = images(pdf, 203, black_white=True)
    assert decode(pdf, 203, black_white=True) == ["454000123014"]
    # All bars are whole dots, and 9 white modules of 42 mm / 113 stay on the left.
    first_black = next(x for x in range(page.width) if not page.getpixel((x, 50)))
    assert abs(first_black - 9 * 42 / 113 / 25.4 * 203) <= 1


def test_forms_are_stored_once_and_drawn_on_every_tag(face: MakeFace) -> None:
    """Guards how a laid-out page becomes a shared part of another PDF."""
    one, many = (
        render_tags([face(line_number=n + 1) for n in range(count)], paper=LETTER)
        for count in (1, 40)
    )
    assert (text_of(one).count("Department"), text_of(many).count("Department")) == (1, 40)
    assert many.count(b"/Subtype /Form") == one.count(b"/Subtype /Form") == 2


def test_printing_the_same_twice_gives_the_same_picture(face: MakeFace) -> None:
    first, second = (images(render_tags([face()], paper=LABEL))[0] for _ in range(2))
    assert first.tobytes() == second.tobytes()


def test_texts_come_from_the_bundled_fonts(face: MakeFace) -> None:
    pdf = render_tags([face(last_name="Ω Я محمد כהן")], paper=LABEL)
    assert text_of(pdf).count("Order 10482") == 1
    assert b"DejaVu" not in pdf


def test_threads_may_print_at_the_same_time(face: MakeFace) -> None:
    with ThreadPoolExecutor(4) as pool:
        faces = [[face(order_number=n)] for n in range(1, 9)]
        prints = list(pool.map(lambda one: render_tags(one, paper=LABEL), faces))
    assert [decode(pdf)[0][3:9] for pdf in prints] == [f"{n:06d}" for n in range(1, 9)]


def test_a_fork_that_ends_leaves_the_fonts_to_the_others(face: MakeFace) -> None:
    before = images(render_tags([face()], paper=LABEL))[0].tobytes()
    child = os.fork()
    if not child:
        layout._fonts.__del__()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    assert len(os.listdir(layout._fonts._folder)) == 6
    assert images(render_tags([face()], paper=LABEL))[0].tobytes() == before


def test_the_app_starts_without_the_layout_library() -> None:
    program = (
        "import sys; sys.modules['weasyprint'] = None\n"
        "from app.documents import available, warm\n"
        "import app.documents.tags\n"
        "warm()\n"
        "print(available().allowed, available().reason)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.startswith("False Tags can't be printed on this machine")
    assert issubclass(DocumentsUnavailable, CaselotError)


def test_templates_escape_what_they_show() -> None:
    assert PAGES.from_string("{{ x }}").render(x="<&'\"") == "&lt;&amp;&#39;&#34;"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        (None, ""),
        ("  a \r\n b\tc\x00d ", "a b c d"),
        ("\u202eabc", "abc"),
        ("abcdefghi", "abcdefg…"),
        ("e\u0301" + "\u0301" * 9, "e\u0301\u0301\u0301"),
    ],
)
def test_typed_text_is_made_fit_for_one_line(text: str | None, cleaned: str) -> None:
    assert clean(text, 8) == cleaned


@pytest.mark.parametrize(("text", "shown"), [("abc", "abc"), ("a" * 50, "aaaaa…"), (None, "")])
def test_text_is_cut_to_its_column(text: str | None, shown: str) -> None:
    assert fit(text, 4) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [(2, "2"), (Decimal("12.00"), "12"), (Decimal("0.50"), "0.5"), (Decimal("1E+3"), "1000")],
)
def test_counts_have_no_idle_zeros(number: Decimal | int, shown: str) -> None:
    assert show_count(number) == shown
