"""Names in any script print, everywhere with the same fonts, and only where they are needed."""

from __future__ import annotations

import logging
import os

import pytest

from app.documents import layout, scripts
from app.documents.engine import FONT_FOLDER, PAGES
from app.documents.paper import LABEL, LETTER
from app.documents.scripts import SCRIPTS
from app.documents.shelves import render_shelf_labels
from app.documents.tags import render_tags
from app.documents.tags.render import print_tags
from app.documents.text import fit, width
from app.domain.pickup.labels import Label
from app.vocabulary.barcodes import tag_code
from app.web.assets import read
from tests.documents.conftest import MakeFace
from tests.support.pdf import PRINTER_DPI, Letter, decode, fonts_of, images, letters

NAMES = {
    "greek": ("Παπαδόπουλος", "Tag-Bold"),
    "cyrillic": ("Александрова", "Tag-Bold"),
    "arabic": ("محمد", "TagArabic-Bold"),
    "hebrew": ("כהן", "TagHebrew-Bold"),
    "chinese": ("欧阳小明", "TagHan-Bold"),
    "japanese": ("さとう彩・サトウ", "TagHan-Bold"),
    "korean": ("김민준", "TagHan-Bold"),
    "rare": ("㐂", "TagHanRare-Bold"),
    "thai": ("สมชาย", "TagThai-Bold"),
    "hindi": ("राम", "TagDevanagari-Bold"),
    "armenian": ("Սարգսյան", "TagArmenian-Bold"),
    "amharic": ("አበበ", "TagEthiopic-Bold"),
    "emoji": ("🥣🎉🙂", "TagEmoji-Bold"),
}
LONG = {
    "latin": "Wolfeschlegelsteinhausenbergerdorff Quillfeather-Sommerfelder",
    "cyrillic": "Щ" * 60,
    "arabic": "محمد " * 12,
    "chinese": "欧阳" * 30,
    "korean": "뷁" * 60,
    "thai": "สมชายใจดี" * 6,
    "emoji": "🥣" * 60,
}
NAME_TOP, NAME_BOTTOM, EDGE = 361, 317, 306 - 10
"""Where the name is on a label, in points from below."""
PLAIN = {"Tag", "Tag-Bold"}


@pytest.mark.contract("C26")
@pytest.mark.parametrize("kind", NAMES)
def test_a_name_is_set_in_the_bundled_font(
    face: MakeFace, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    """No box for any character: the engine warns of each."""
    name, font = NAMES[kind]
    pdf = render_tags([face(last_name=name)], paper=LABEL)
    drawn = [letter for letter in letters(pdf) if letter.text in name]
    assert {letter.font for letter in drawn} == {font}
    assert len(drawn) >= len(name) - 1  # A vowel may be drawn with its letter.
    assert fonts_of(pdf) == {*PLAIN, font}
    assert (decode(pdf, 203), [r for r in caplog.records if r.levelno >= logging.WARNING]) == (
        [tag_code(10482, 2)],
        [],
    )
    assert len(pdf) < 100_000


def test_every_font_has_what_it_is_asked_for() -> None:
    text = "".join(f"<p>{script.sample}</p>" for script in SCRIPTS)
    css = f"{PAGES.get_template('_fonts.css').render()} p {{ display: block }}"
    pdf = layout.write_pdf(f"<html><body>{text}</body></html>", css, {})
    drawn = [(letter.text, letter.font) for letter in letters(pdf)]
    assert drawn == [(script.sample, f"{script.family}-Bold") for script in SCRIPTS]


def test_the_fonts_are_all_here_and_said_to_be() -> None:
    always = {f"NotoSans{name}-{weight}.ttf" for name in ("", "Arabic", "Hebrew")
              for weight in ("Regular", "Bold")}  # fmt: skip
    files = {file.name for file in FONT_FOLDER.glob("*.ttf")}
    assert files == always | {script.file for script in SCRIPTS}
    said = (FONT_FOLDER / "README.md").read_text(encoding="utf-8")
    assert [script.file for script in SCRIPTS if f"`{script.file}`" not in said] == []


def test_an_ordinary_tag_knows_nothing_of_them(face: MakeFace) -> None:
    text = "Żółć – Ångström’s “best” · 3 × 12 ™ ½ € Ω Я"
    assert scripts.needed(text) == ()
    assert fonts_of(render_tags([face(last_name=text)], paper=LABEL)) == PLAIN


def test_no_browser_is_given_them() -> None:
    assert [name for name in read(FONT_FOLDER.parent) if name.startswith("fonts/")] == []


@pytest.mark.contract("C26")
@pytest.mark.parametrize("kind", LONG)
def test_sixty_characters_stay_in_their_place(face: MakeFace, kind: str) -> None:
    """All are between the number of the order and the first name, none is behind the edge."""
    name = LONG[kind]
    pdf = render_tags([face(last_name=name)], paper=LABEL)
    drawn = [letter for letter in letters(pdf) if NAME_BOTTOM < _middle(letter) < NAME_TOP]
    assert sorted(letter.text for letter in drawn) == sorted(name.replace(" ", ""))
    assert max(letter.place[2] for letter in drawn) < EDGE
    assert decode(pdf, 203, black_white=True) == [tag_code(10482, 2)]


def _middle(letter: Letter) -> float:
    return (letter.place[1] + letter.place[3]) / 2


@pytest.mark.parametrize("wide", ["谢", "🥣", "W"])
def test_a_note_ends_above_the_barcode(face: MakeFace, wide: str) -> None:
    pdf = render_tags([face(note=wide * 170)], paper=LABEL)
    (plain,), (full,) = (images(one) for one in (render_tags([face()], paper=LABEL), pdf))
    area = (0, full.height - round(118 / 72 * PRINTER_DPI), full.width, full.height)
    assert full.crop(area).tobytes() == plain.crop(area).tobytes()


def test_columns_hold_whatever_is_in_them(face: MakeFace) -> None:
    """A gap at the end of a run of text is forgotten by the viewer of Chrome."""
    rows = [("Bulk", "North"), ("散装", "North"), ("Bulk", "北方"), ("בשר", "นม")]
    for department, vendor in rows:
        pdf = render_tags([face(department=department, vendor=vendor, sku="&")], paper=LABEL)
        found = {letter.text: letter.place[0] for letter in letters(pdf)}
        assert round(found[vendor[0]] / 4) == 27, vendor
        assert found[vendor[0]] < found["·"] < found["&"]


def test_widths_are_those_of_the_fonts() -> None:
    assert [width(text) for text in ("中文", "สา", "🙂", "é", "\u0301")] == [2, 1.3, 1.3, 0.62, 0]
    assert fit("中" * 30, 10) == f"{'中' * 9}…"


def test_other_documents_use_them_too() -> None:
    label = Label("甲-1", "冷藏柜", "山丘店", tag_code(1, 1))
    assert fonts_of(render_shelf_labels([label], paper="letter")) >= {"TagHan-Bold"}
    css = PAGES.get_template("_fonts.css").render()
    css += "@page { @bottom-left { content: string(said); font-size: 8pt } } p { string-set: said "
    pdf = layout.write_pdf("<html><body><p>ลาว</p></body></html>", css + "content() }", {})
    assert {letter.font for letter in letters(pdf)} == {"TagThai-Bold"}


def test_each_process_finds_them(face: MakeFace) -> None:
    """Also where another fork of the same worker was the first to need it."""
    for _ in range(2):
        child = os.fork()
        if not child:
            found = fonts_of(render_tags([face(last_name="ស្រី")], paper=LABEL))
            os._exit(0 if "TagKhmer-Bold" in found else 1)
        assert os.waitpid(child, 0)[1] == 0
    assert "TagKhmer-Bold" in fonts_of(render_tags([face(last_name="ស្រី")], paper=LABEL))


def test_a_page_of_all_scripts_is_known_the_next_time(face: MakeFace) -> None:
    text = [script.sample for script in SCRIPTS] + ["👩‍👩‍👧‍👦🏳️‍🌈 1️⃣ ❤️"]
    faces = [face(line_number=n, last_name=name) for n, name in enumerate(text, 1)]
    first = print_tags(faces, paper=LETTER, known={})
    again = print_tags(faces, paper=LETTER, known=first.fresh)
    assert (len(first.fresh), again.fresh) == (len(text), {})
    assert fonts_of(again.pdf) == fonts_of(first.pdf)
    assert again.pdf == first.pdf
