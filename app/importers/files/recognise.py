"""What some bytes are, whatever their name says: text of an encoding, a workbook, or nothing of
use here."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from app.importers.files.delimited import text_of
from app.importers.files.limits import LARGEST_UPLOAD, MB, FileRefused
from app.importers.files.workbooks import text_of_workbook

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_OTHERS = {
    b"%PDF": "a PDF",
    b"\x1f\x8b": "packed with gzip",
    b"7z\xbc\xaf": "packed with 7-Zip",
    b"Rar!": "packed with RAR",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"{\\rtf": "a text document",
    b"<!DOCTYPE": "a web page",
    b"<html": "a web page",
    b"<?xml": "an XML file",
}
_PLAIN_CONTROLS = frozenset("\t\n\r\x0b\x0c\x1a")
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_LOOKED_AT = 64 * 1024
_MOST_CONTROLS = 8

GUESSED = (
    "The file is not in UTF-8; it was read as Windows text. Please check letters with accents."
)


@dataclass(frozen=True)
class Recognised:
    """The text of a file, `sheet` if it was one of a workbook, and what to tell about it."""

    text: str
    sheet: str = ""
    notices: tuple[str, ...] = ()


def recognise(content: bytes) -> Recognised:
    """The text in an uploaded file. Raises FileRefused with words for people."""
    if len(content) > LARGEST_UPLOAD:
        raise FileRefused(f"The file is larger than {LARGEST_UPLOAD // MB} MB.")
    if not content.strip():
        raise FileRefused("The file is empty.")
    if content.startswith(_ZIP):
        sheet, text, notices = text_of_workbook(content)
        return Recognised(text, sheet, notices)
    _refuse_what_is_no_text(content)
    text, notice = decoded(content)
    _refuse_controls(text)
    return Recognised(text, notices=(notice,) if notice else ())


def decoded(content: bytes) -> tuple[str, str]:
    """The text of `content`, and a notice if its encoding had to be guessed."""
    for mark, encoding in _UTF16.items():
        if content.startswith(mark) and not content.startswith(_UTF32):
            try:
                return content[2:].decode(encoding), ""
            except UnicodeDecodeError:
                raise FileRefused("The file begins as UTF-16 text, but is not.") from None
    text, guessed = text_of(content.removeprefix(codecs.BOM_UTF8))
    return text, GUESSED if guessed else ""


def _refuse_what_is_no_text(content: bytes) -> None:
    if content.startswith(_OLE):
        if _LOCKED in content:
            raise FileRefused(
                "The workbook is locked with a password. Save it without one, then try again."
            )
        raise FileRefused(
            "This is a workbook of an old kind (.xls). Save it as .xlsx or CSV, then try again."
        )
    start = content[:16].lstrip()
    for mark, kind in _OTHERS.items():
        if start[: len(mark)].lower() == mark.lower():
            raise FileRefused(f"The file is {kind}. Send a CSV file or a workbook (.xlsx).")
    if content.startswith(_UTF32):
        raise FileRefused("The file is saved as UTF-32. Save it as CSV in UTF-8.")


def _refuse_controls(text: str) -> None:
    """Text has no NUL and hardly a control character; what has is something else renamed."""
    if "\x00" in text:
        raise FileRefused("The file is no text: it has NUL characters. Save it as CSV in UTF-8.")
    start = text[:_LOOKED_AT]
    if start.isprintable():
        return
    controls = sum(char < " " and char not in _PLAIN_CONTROLS for char in start)
    if controls > _MOST_CONTROLS:
        raise FileRefused("The file is no text. Send a CSV file or a workbook (.xlsx).")
