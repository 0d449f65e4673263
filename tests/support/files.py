"""Files to import, written by hand: small catalogues as CSV, workbooks as XLSX."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence

from openpyxl import Workbook

CATALOGUE = (
    "SKU,UPC,Description,Brand,Size,Pack,Cost,SRP\n"
    "S1,0-12345-67890-5,Rolled oats,Mills,16 oz,12,4.25,6.80\n"
    "S2,,Coconut wraps,Palm,6 ct,8,2.10,3.99\n"
    "S3,4011,Bananas,,,40,0.30,0.69\n"
)


def csv_of(rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def workbook_of(rows: Iterable[Sequence[object]], *, title: str = "Prices") -> bytes:
    """Rows as a workbook with one sheet."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed_part(book: bytes, name: str, body: bytes) -> bytes:
    """A workbook with one part replaced, or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry.filename, old.read(entry))
        new.writestr(name, body)
    return out.getvalue()
