"""What bytes are, whatever their name says; hostile ones are refused in words, one by one."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from app.importers.files import FileRefused, open_table, recognise, unpacking
from app.importers.files.limits import LARGEST_UPLOAD, MB
from app.importers.files.recognise import GUESSED
from tests.support.files import CATALOGUE, changed_part, workbook_of

ROWS = [["SKU", "Name", "Cost"], ["S1", "Crème brûlée", 4.25], ["S2", "Oats", 0.1 + 0.2]]
BOOK = workbook_of(ROWS)
SHEET = "xl/worksheets/sheet1.xml"


def test_text_in_its_encodings() -> None:
    text = "SKU,Name\nS1,Crème brûlée\n"
    for raw in (
        text.encode(),
        b"\xef\xbb\xbf" + text.encode(),
        text.encode("utf-16"),
        b"\xfe\xff" + text.encode("utf-16-be"),
    ):
        assert recognise(raw).text == text
        assert recognise(raw).notices == ()
    guessed = recognise(text.encode("cp1252"))
    assert (guessed.text, guessed.notices) == (text, (GUESSED,))
    assert recognise(b"SKU\n\x81\x8d\xe9\n").text == "SKU\n\x81\x8d\xe9\n"


def test_a_workbook_becomes_text() -> None:
    found = recognise(BOOK)
    assert found.text == "SKU,Name,Cost\nS1,Crème brûlée,4.25\nS2,Oats,0.3\n"
    assert (found.sheet, found.notices) == ("Prices", ())


def test_formulas_are_never_read_only_their_values() -> None:
    book = workbook_of([["SKU", "Name"], ["=1+1", '=HYPERLINK("http://x.example")']])
    body = zipfile.ZipFile(io.BytesIO(book)).read(SHEET)
    assert b"<f>" in body or b"<f " in body
    assert "HYPERLINK" not in recognise(book).text


def test_text_that_looks_like_a_formula_stays_text() -> None:
    assert recognise(b"SKU,Name\n=1+1,=HYPERLINK(2)\n").text == "SKU,Name\n=1+1,=HYPERLINK(2)\n"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "empty"),
        (b" \r\n\t ", "empty"),
        (b"SKU,Name\nS1,a\x00b\n", "NUL"),
        (bytes(range(256)) * 40, "no text"),
        (b"\xff\xfea", "UTF-16"),
        (b"\xff\xfe\x00\x00a\x00\x00\x00", "UTF-32"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\x89PNG\r\n\x1a\n....", "a picture"),
        (b"\x1f\x8b\x08rest", "gzip"),
        (b"<!doctype html><p>", "web page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "old kind"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
        (b"PK\x03\x04 and no more", "damaged"),
        (b"x" * (LARGEST_UPLOAD + 1), "larger than 25 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_table_is_refused(raw: bytes, said: str) -> None:
    with pytest.raises(FileRefused, match=said):
        recognise(raw)


def zip_of(**parts: bytes) -> bytes:
    """A zip that is no workbook."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in parts.items():
            made.writestr(name, body)
    return out.getvalue()


def test_other_archives_are_refused() -> None:
    with pytest.raises(FileRefused, match="an archive, not a workbook"):
        recognise(zip_of(catalogue=CATALOGUE.encode()))
    with pytest.raises(FileRefused, match=r"no \.xlsx workbook"):
        recognise(zip_of(**{"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}))


def test_a_bomb_is_not_opened() -> None:
    """The directory says it: 100 MB of nothing in 100 KB."""
    with pytest.raises(FileRefused, match="far more than it is"):
        recognise(changed_part(BOOK, SHEET, b"<x>" + b" " * (100 * MB)))


def test_a_bomb_beside_the_sheets_is_not_opened_either() -> None:
    with pytest.raises(FileRefused, match="far more than it is"):
        recognise(changed_part(BOOK, "xl/media/picture.png", b"\0" * (60 * MB)))


def test_a_bomb_whose_directory_lies_is_noticed_while_it_is_unpacked() -> None:
    big = changed_part(BOOK, SHEET, b"<x>" + b" " * (20 * MB))
    size = struct.pack("<I", 3 + 20 * MB)
    lying = big.replace(size, struct.pack("<I", 1000))
    assert lying != big
    with pytest.raises(FileRefused):
        recognise(lying)


def test_many_small_parts_are_too_many() -> None:
    parts = {f"xl/n{n}.xml": b"x" for n in range(2_100)}
    with pytest.raises(FileRefused, match="far more than it is"):
        recognise(zip_of(**{"xl/workbook.xml": b"<a/>"}, **parts))


def test_parts_of_the_same_name_are_refused() -> None:
    out = io.BytesIO(BOOK)
    with (
        pytest.warns(UserWarning, match="Duplicate name"),
        zipfile.ZipFile(out, "a") as made,
    ):
        made.writestr(SHEET, b"<other/>")
    with pytest.raises(FileRefused, match="damaged"):
        recognise(out.getvalue())


def test_a_locked_part_is_refused() -> None:
    locked = bytearray(BOOK)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := locked.find(mark, place + 1)) >= 0:
            locked[place + at] |= 1
    with pytest.raises(FileRefused, match="password"):
        recognise(bytes(locked))


def sheet(cells: str) -> bytes:
    """A workbook whose only sheet holds these cells, as XML."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    body = f'<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'
    return changed_part(BOOK, SHEET, body.encode())


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ('<row r="1"><c r="XFD1"><v>1</v></c></row>', "200 columns"),
        ('<row r="1"><c r="AAAAAAAA1"><v>1</v></c></row>', "200 columns"),
        ('<row r="1048576"><c r="A1048576"><v>1</v></c></row>', "250,000 rows"),
        (
            '<row r="1"><c r="A1"><v>1</v></c></row>'
            '<row r="240000"><c r="GR240000"><v>1</v></c></row>',
            "cells",
        ),
        # Cells and rows that do not say their place are counted.
        (f'<row r="1">{"<c><v>1</v></c>" * 201}</row>', "200 columns"),
        (f'<x:row r="1">{"<x:c><x:v>1</x:v></x:c>" * 201}</x:row>', "200 columns"),
        (f'<row r="1">{"<c><v>1</v></c>" * 9}<c r="GR1"><v>1</v></c></row>', "200 columns"),
        (
            f'<row>{"<c><v>1</v></c>" * 199}</row><row r="249999"/><row><c><v>1</v></c></row>',
            "cells",
        ),
        ("", "no sheet with a table"),
    ],
)
def test_two_cells_can_not_fill_the_memory(cells: str, said: str) -> None:
    with pytest.raises(FileRefused, match=said):
        recognise(sheet(cells))


def test_cells_without_a_place_are_read() -> None:
    one = "<row><c><v>1</v></c><c><v>2</v></c></row>"
    assert recognise(sheet(one * 2)).text == "1,2\n1,2\n"


def test_entities_are_refused() -> None:
    body = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData>&a;</sheetData></worksheet>'
    with pytest.raises(FileRefused):
        recognise(changed_part(BOOK, SHEET, body))


def test_half_a_workbook_is_refused() -> None:
    for end in (40, len(BOOK) // 2, len(BOOK) - 10):
        with pytest.raises(FileRefused):
            recognise(BOOK[:end])


def test_what_is_opened_is_a_copy_of_what_is_needed() -> None:
    book = changed_part(BOOK, "xl/externalLinks/externalLink1.xml", b"<x/>")
    names = set(zipfile.ZipFile(io.BytesIO(unpacking.plain_copy(book))).namelist())
    assert SHEET in names
    assert "xl/externalLinks/externalLink1.xml" not in names


def test_hidden_and_cover_sheets_are_passed_over() -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "Cover"
    book.active["A1"] = "Prices of November"
    hidden = book.create_sheet("Secret")
    hidden.sheet_state = "hidden"
    prices = book.create_sheet("Prices")
    for each in (hidden, prices):
        each.append(["SKU", "Name"])
        each.append([f"S of {each.title}", "Oats"])
    out = io.BytesIO()
    book.save(out)
    found = recognise(out.getvalue())
    assert found.sheet == "Prices"
    assert "S of Prices" in found.text
    assert "“Prices” is read" in found.notices[0]
    assert open_table(found.text).header == ("SKU", "Name")
