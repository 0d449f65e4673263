"""Tables for spreadsheets: CSV and XLSX, in which nothing is a formula.

Cells are words, numbers, days or None. Amounts stay exact: they are Decimals here and digits there.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from app.vocabulary.cells import plain_cell

Cell = str | int | Decimal | date | None

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# Tells spreadsheets that what follows is UTF-8.
_MARK = "\ufeff"
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]+")
_LONGEST_TITLE = 31
_LONGEST_TEXT = 32_767
_NARROWEST, _WIDEST = 9, 42


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The table as CSV in UTF-8 with its mark, safe to open as a spreadsheet."""
    out = io.StringIO(newline="")
    out.write(_MARK)
    writer = csv.writer(out)
    writer.writerow([plain_cell(name) for name in header])
    writer.writerows([_written(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def as_xlsx(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The table as an XLSX workbook of one sheet called `title`; its first row stays in sight, and
    columns are as wide as their first rows need."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_NOT_IN_TITLES.sub(" ", title)[:_LONGEST_TITLE].strip() or "Sheet")
    sheet.freeze_panes = "A2"
    waiting = iter(rows)
    first = [row for _, row in zip(range(50), waiting, strict=False)]
    for place, name in enumerate(header):
        longest = max([len(name), *(len(_written(row[place])) for row in first)])
        width = min(max(longest + 2, _NARROWEST), _WIDEST)
        sheet.column_dimensions[get_column_letter(place + 1)].width = width
    bold = Font(bold=True)
    heads = [WriteOnlyCell(sheet, plain_cell(name)) for name in header]
    for head in heads:
        head.font = bold
    sheet.append(heads)
    for some in (first, waiting):
        for row in some:
            sheet.append([_kept(sheet, cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _written(cell: Cell) -> str:
    """A cell as CSV holds it."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return plain_cell(cell)
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _kept(sheet: object, cell: Cell) -> object:
    """A cell as a workbook holds it: text that looks like a formula is text, an amount shows its
    cents."""
    if isinstance(cell, str):
        return plain_cell(ILLEGAL_CHARACTERS_RE.sub(" ", cell))[:_LONGEST_TEXT]
    if isinstance(cell, Decimal):
        exponent = cell.as_tuple().exponent
        places = max(-exponent, 0) if isinstance(exponent, int) else 0
        if places:
            made = WriteOnlyCell(sheet, cell)
            made.number_format = f"#,##0.{'0' * places}"
            return made
    return cell
