"""A workbook is a zip of XML. It is looked through before anything opens it: how much it says it
is, how much it really becomes, and how large a rectangle its cells span.

The reader gets a new, plain zip of just the parts it needs, as they were unpacked here: two readers
of one zip may see two different things, ours and the checked one are the same.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from app.importers.files.limits import (
    LARGEST_RATIO,
    LARGEST_UNPACKED,
    MB,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ENTRIES,
    MOST_ROWS,
    FileRefused,
)

_NEEDED = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/sharedstrings\.xml|xl/styles\.xml|xl/worksheets/[^/]+\.xml",
    re.IGNORECASE,
)
_WORKBOOK = "xl/workbook.xml"
_SHEETS = "xl/worksheets/"
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{1,9})([0-9]{1,12})[\"']")
_ROW = re.compile(rb"\br\s*=\s*[\"']([0-9]{1,12})[\"']")
# A cell or a row need not say its place: then it is behind the one before it.
_CELLS = re.compile(rb"<(?:[\w.-]+:)?c[\s/>]")
_ROWS = re.compile(rb"<(?:[\w.-]+:)?row[\s/>]")
_BITE = 256 * 1024
_SMALL = 1 * MB
_LOCKED = 0x1

TOO_LARGE = f"Unpacked, the workbook is larger than {LARGEST_UNPACKED // MB} MB. Save it as CSV."
BOMB = "The workbook unpacks to far more than it is. It was not opened."
BROKEN = "The workbook can't be read: it is damaged, or it is something else renamed."
OTHER_ZIP = "This is an archive, not a workbook. Unpack it, and send the CSV or .xlsx file in it."


def plain_copy(content: bytes) -> bytes:
    """A workbook that is safe to open, without what nobody needs. Raises FileRefused."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            return _copied(packed, _needed(packed))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
        raise FileRefused(BROKEN) from None
    except RuntimeError:
        # What zipfile raises for a password.
        raise FileRefused("The workbook is locked with a password.") from None


def _needed(packed: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The entries to unpack, by what the directory says of them; it may lie."""
    entries = packed.infolist()
    if len(entries) > MOST_ENTRIES:
        raise FileRefused(BOMB)
    names = [entry.filename.lower() for entry in entries]
    if len(set(names)) != len(names):
        raise FileRefused(BROKEN)
    if _WORKBOOK not in names:
        raise FileRefused(OTHER_ZIP if "[content_types].xml" not in names else _not_a_workbook())
    if any(entry.flag_bits & _LOCKED for entry in entries):
        raise FileRefused("The workbook is locked with a password. Save it without one.")
    if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise FileRefused(TOO_LARGE)
    for entry in entries:
        if entry.file_size > max(_SMALL, LARGEST_RATIO * entry.compress_size):
            raise FileRefused(BOMB)
    return [entry for entry in entries if _NEEDED.fullmatch(entry.filename)]


def _not_a_workbook() -> str:
    return "This is an office file, but no .xlsx workbook. Save the table as .xlsx or CSV."


def _copied(packed: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> bytes:
    copy = BytesIO()
    left = LARGEST_UNPACKED
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as plain:
        for entry in entries:
            body = b"".join(_unpacked(packed, entry, left))
            left -= len(body)
            if entry.filename.lower().startswith(_SHEETS):
                _refuse_vast(body)
            plain.writestr(entry.filename, body)
    return copy.getvalue()


def _unpacked(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> Iterator[bytes]:
    """What an entry really becomes, bite by bite, counted."""
    total = 0
    with packed.open(entry) as stream:
        while bite := stream.read(_BITE):
            total += len(bite)
            if total > left:
                raise FileRefused(TOO_LARGE)
            if total > max(_SMALL, LARGEST_RATIO * entry.compress_size):
                raise FileRefused(BOMB)
            yield bite


def _refuse_vast(sheet: bytes) -> None:
    """A reader makes room for every cell up to the last one, so two cells can fill the memory."""
    if not sheet.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or b"<!DOCTYPE" in sheet[:2048]:
        raise FileRefused(BROKEN)
    column = row = 0
    seen: set[bytes] = set()
    placed = _PLACE.findall(sheet)
    for letters, digits in placed:
        if letters not in seen:
            seen.add(letters)
            column = max(column, _number(letters))
        row = max(row, int(digits))
    rows = _ROW.findall(sheet)
    row = max([row, *map(int, rows)])
    if len(_CELLS.findall(sheet)) > len(placed):
        column += max(len(_CELLS.findall(each)) for each in _ROWS.split(sheet))
    row += max(len(_ROWS.findall(sheet)) - len(rows), 0)
    if column > MOST_COLUMNS:
        raise FileRefused(f"The sheet has more than {MOST_COLUMNS} columns.")
    if row > MOST_ROWS + 10:
        raise FileRefused(f"The sheet has more than {MOST_ROWS:,} rows.")
    if column * row > MOST_CELLS:
        raise FileRefused(f"The sheet has more than {MOST_CELLS:,} cells. Save it as CSV.")


def _number(letters: bytes) -> int:
    """The number of a column by its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
