"""Read what a PDF really shows: its text, its pixels, and the barcodes a scanner would find."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw
import zxingcpp
from PIL import Image

PRINTER_DPI = 203
"""The coarsest printer in use: a thermal label printer. Laser printers have 300 and more."""


def text_of(pdf: bytes) -> str:
    """All text of the PDF, page after page, as copying it out would give."""
    return "\n".join(pages_text(pdf))


def pages_text(pdf: bytes) -> list[str]:
    """The text of each page; a hyphen at the end of a line is a hyphen."""
    with pypdfium2.PdfDocument(pdf) as document:
        texts = [page.get_textpage().get_text_bounded() for page in document]
    return [text.replace("\x02", "-").replace("\ufffe", "-") for text in texts]


class Letter(NamedTuple):
    """A character of a page, the font that draws it, and where: left, bottom, right and top in PDF
    points from the lower left corner."""

    text: str
    font: str
    place: tuple[float, float, float, float]


def letters(pdf: bytes) -> list[Letter]:
    """What is written, character by character in the order of drawing, but for spaces."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [letter for page in document for letter in _letters(page.get_textpage())]


def _letters(page: pypdfium2.PdfTextPage) -> Iterator[Letter]:
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    half = ""
    for index in range(page.count_chars()):
        text = half + chr(pypdfium2.raw.FPDFText_GetUnicode(page.raw, index))
        half = text if "\ud800" <= text < "\udc00" and len(text) == 1 else ""
        if half or text.isspace():
            continue
        pypdfium2.raw.FPDFText_GetFontInfo(page.raw, index, name, 128, flags)
        whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        yield Letter(whole, name.value.decode().partition("+")[2], page.get_charbox(index))


def fonts_of(pdf: bytes) -> set[str]:
    """The names of the fonts of all that is written."""
    return {letter.font for letter in letters(pdf)}


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of each page in PDF points (1/72 inch)."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_size() for page in document]


def images(pdf: bytes, dpi: int = PRINTER_DPI, *, black_white: bool = False) -> list[Image.Image]:
    """Each page as a grey image; `black_white` gives what a printer without grey puts on paper."""
    with pypdfium2.PdfDocument(pdf) as document:
        grey = [page.render(scale=dpi / 72).to_pil().convert("L") for page in document]
    if not black_white:
        return grey
    return [
        image.point([0 if level < 128 else 255 for level in range(256)], mode="1") for image in grey
    ]


def decode(pdf: bytes, dpi: int = PRINTER_DPI, *, black_white: bool = False) -> list[str]:
    """The 12 digits of every UPC-A on the PDF, page after page, in reading order.

    Scanner software reports UPC-A as EAN-13 with a leading zero; that zero is taken off.
    """
    found: list[str] = []
    for image in images(pdf, dpi, black_white=black_white):
        row_height = image.height / 8
        codes = zxingcpp.read_barcodes(image.convert("L"))
        codes.sort(key=lambda code: _reading_order(code.position.top_left, row_height))
        found.extend(_upc_a(code.text) for code in codes)
    return found


def _reading_order(corner: zxingcpp.Point, row_height: float) -> tuple[int, int]:
    return round(corner.y / row_height), corner.x


def _upc_a(text: str) -> str:
    return text[1:] if len(text) == 13 and text.startswith("0") else text
