"""The first sheet of a workbook that is a table, as CSV in our own writing.

Only values are read, never formulas. A workbook is turned into text once, when it comes in: what
reads it later has one kind of file to deal with.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from numbers import Real
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from app.importers.files.limits import LARGEST_TEXT, MOST_COLUMNS, MOST_ROWS, FileRefused
from app.importers.files.unpacking import BROKEN, plain_copy

_LOOKED_AT = 50
_LONGEST_CELL = 32_767


def text_of_workbook(content: bytes) -> tuple[str, str, tuple[str, ...]]:
    """The name of the sheet that is read, its cells as CSV, and what to tell about the choice.
    Raises FileRefused."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(plain_copy(content)))
        sheet = _first_table(book)
        if sheet is None:
            raise FileRefused("The workbook has no sheet with a table in it.")
        text = _as_text(sheet)
    except (CalamineError, OSError, ValueError, OverflowError):
        raise FileRefused(BROKEN) from None
    many = len(book.sheets_metadata) > 1
    notice = f"Of the workbook’s sheets “{sheet.name[:40]}” is read; save another as its own file."
    return sheet.name, text, (notice,) if many else ()


def _first_table(book: CalamineWorkbook) -> CalamineSheet | None:
    """The first visible sheet with two rows or more; a cover sheet has less, or is in its own
    way filled: then its columns can't be named, and the notice says which sheet was read."""
    first = None
    for about in book.sheets_metadata:
        if about.visible != SheetVisibleEnum.Visible:
            continue
        sheet = book.get_sheet_by_name(about.name)
        if sheet.width > 1 and sheet.height > 1:
            return sheet
        if first is None and sheet.height:
            first = sheet
    return first


def _as_text(sheet: CalamineSheet) -> str:
    if sheet.width > MOST_COLUMNS:
        raise FileRefused(f"The sheet has more than {MOST_COLUMNS} columns.")
    if sheet.height > MOST_ROWS + 10:
        raise FileRefused(f"The sheet has more than {MOST_ROWS:,} rows.")
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    for cells in _rows(sheet):
        writer.writerow(cells)
        if out.tell() > LARGEST_TEXT:
            raise FileRefused("The sheet holds too much text. Save it as CSV, or split it.")
    return out.getvalue()


def _rows(sheet: CalamineSheet) -> Iterator[Sequence[str]]:
    for row in sheet.iter_rows():
        yield [cell if type(cell) is str else written(cell) for cell in row]


def written(value: Any) -> str:
    """A value as somebody would type it: whole numbers without a point, exact to the fifteen
    figures a spreadsheet knows, days as 2026-11-21."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Real):
        return f"{Decimal(f'{value:.15g}'):f}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time | timedelta):
        return str(value)
    return str(value)[:_LONGEST_CELL]
