"""Small exports of a register, written as files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.importers.corepos import Outcome, Report

SMALL_STORE = {
    "superDeptNames.csv": "superID,super_name,deleted\n1,Bulk,0\n4,Grocery,0\n",
    "departments.csv": "dept_no,dept_name,active\n12,BFLOUR,1\n150,GCRACK/SN,1\n",
    "superdepts.csv": "superID,dept_ID\n1,12\n4,150\n",
    "memtype.csv": "memtype,memDesc,custdataType,discount\n0,Non-member,REG,0\n1,Member,PC,0\n",
    "batchType.csv": (
        "batchTypeID,typeDesc,discType,specialOrderEligible\n"
        "1,Everyone Sale,1,1\n2,Member Sale,2,1\n3,Price Change,0,1\n"
    ),
    "products.csv": (
        "upc,description,normal_price,department,cost,scale,discount,size\n"
        "0000000004011,BANANAS,0.79,12,0.41,1,1,0\n"
        '0001234567890,"Crackers, ""plain""",3.99,150,0,0,0,8 oz\n'
    ),
    "custdata.csv": (
        "CardNo,personNum,LastName,FirstName,Type,memType\n"
        "77,1,Ashdown,Mira,PC,1\n77,2,Ashdown,Jo,PC,1\n90,1,Quill,Tam,REG,0\n"
    ),
    "tenders.csv": "TenderID,TenderCode,TenderName\n1,CA,Cash\n",
}


def write_store(folder: Path, **files: str | bytes) -> Path:
    """A folder with these files and no others; `products="…"` becomes products.csv."""
    for name, content in files.items():
        raw = content if isinstance(content, bytes) else content.encode()
        (folder / f"{name}.csv").write_bytes(raw)
    return folder


def small_store(folder: Path) -> Path:
    """A folder with every file, all sound."""
    return write_store(folder, **{n.removesuffix(".csv"): t for n, t in SMALL_STORE.items()})


def lines(report: Report, name: str) -> list[tuple[int, str, Outcome, tuple[str, ...]]]:
    """What became of the rows of one file."""
    return [(r.line, r.key, r.outcome, r.reasons) for r in report.file(name).rows]


def outcomes(report: Report, name: str) -> list[Outcome]:
    """What became of the rows of one file, in short."""
    return [row.outcome for row in report.file(name).rows]


def as_csv(report: Report) -> list[Sequence[str]]:
    """The saved report, read back."""
    out = io.StringIO()
    report.write_csv(out)
    return list(csv.reader(io.StringIO(out.getvalue())))


@contextmanager
def written_by(session: Session) -> Iterator[list[str]]:
    """The statements that change rows, while the block runs."""
    statements: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            statements.append(statement)

    bind = session.get_bind()
    sa.event.listen(bind, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(bind, "before_cursor_execute", note)
