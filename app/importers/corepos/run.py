"""Walks through a folder of exports, file by file, in the order they lean on each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.importers.corepos.customers import Customers
from app.importers.corepos.department_owners import DepartmentOwners
from app.importers.corepos.departments import Departments
from app.importers.corepos.member_types import MemberTypes
from app.importers.corepos.products import Products
from app.importers.corepos.report import FileReport, FileState, Report
from app.importers.corepos.sale_types import SaleTypes
from app.importers.corepos.sheets import FileRefused, Record, Sheet, open_sheet
from app.importers.corepos.super_departments import SuperDepartments
from app.importers.corepos.table import Table
from app.importers.corepos.tenders import Tenders
from app.vocabulary.errors import CaselotError

TABLES: tuple[type[Table], ...] = (
    SuperDepartments,
    Departments,
    DepartmentOwners,
    MemberTypes,
    SaleTypes,
    Products,
    Customers,
    Tenders,
)
FILE_NAMES = tuple(table.file_name for table in TABLES)
BATCH = 500

Progress = Callable[[str, int, int], None]
"""Called with a file's name, how many of its bytes are done, and its size in bytes."""


class FolderRefused(CaselotError):
    """The folder as a whole cannot be used; the message says why."""


def no_progress(name: str, done: int, size: int) -> None:
    """Tell nobody."""


def import_folder(
    session: Session, folder: Path, *, dry_run: bool = False, progress: Progress = no_progress
) -> Report:
    """Import the exports in `folder` and account for every row.

    This edge commits, unlike the domain: each file is a transaction of its own, so that a broken
    one costs none of those before it, and a run that was cut short can be run again. A dry run
    writes and rolls everything back, since later files look up what earlier ones brought.
    Nothing is ever deleted: what a file no longer names stays as it is.
    `session` must not hold changes of its own. Raises FolderRefused if there is nothing to read.
    """
    paths = _paths(folder)
    report = Report(dry_run=dry_run, files=[FileReport(name) for name in FILE_NAMES])
    try:
        for table, each in zip(TABLES, report.files, strict=True):
            if report.failure:
                each.state, each.problem = FileState.NOT_TRIED, "An earlier file failed."
            elif path := paths.get(each.name.lower()):
                report.failure = _transaction(session, table, path, each, progress, dry_run)
            else:
                each.state, each.problem = FileState.MISSING, "The folder has no such file."
    finally:
        session.rollback()
    return report


def _transaction(
    session: Session,
    table: type[Table],
    path: Path,
    report: FileReport,
    progress: Progress,
    dry_run: bool,
) -> str:
    """Import one file and keep it; what the database said against it, or ''."""
    try:
        _import_file(session, table, path, report, progress)
        if not dry_run:
            session.commit()
    except (sa.exc.SQLAlchemyError, StaleDataError) as error:
        cause = getattr(error, "orig", None) or error
        _refuse(report, f"The database refused it: {str(cause).splitlines()[0][:200]}")
        return f"{report.name}: {report.problem}"
    return ""


def _import_file(
    session: Session, table: type[Table], path: Path, report: FileReport, progress: Progress
) -> None:
    """Fill `report` with what became of one file. Of a file that breaks off nothing is left."""
    try:
        with session.begin_nested(), open_sheet(path) as sheet:
            _import_sheet(table(session), sheet, path, report, progress)
    except FileRefused as refusal:
        _refuse(report, f"The file {refusal.message}.")


def _import_sheet(
    table: Table, sheet: Sheet, path: Path, report: FileReport, progress: Progress
) -> None:
    missing, report.notes = table.bind(sheet.columns)
    if missing:
        raise FileRefused(f"lacks the column {' and '.join(missing)}")
    size = path.stat().st_size
    for batch in _batches(sheet.records(), None if table.whole else BATCH):
        report.rows += table.take(batch)
        progress(report.name, sheet.bytes_read, size)
    if not report.rows:
        report.notes.append("There are no rows under the header.")


def _refuse(report: FileReport, problem: str) -> None:
    report.state, report.problem = FileState.REFUSED, problem
    report.rows, report.notes = [], []


def _batches(records: Iterator[Record], size: int | None) -> Iterator[Sequence[Record]]:
    while batch := list(islice(records, size)):
        yield batch


def _paths(folder: Path) -> Mapping[str, Path]:
    """The files of the folder that are known here, by name in lower case."""
    if not folder.is_dir():
        raise FolderRefused(f"{folder} is not a folder.")
    try:
        there = sorted(folder.iterdir(), reverse=True)
    except OSError as error:
        raise FolderRefused(f"{folder} can't be read ({error.strerror}).") from error
    known = {name.lower() for name in FILE_NAMES}
    paths = {path.name.lower(): path for path in there if path.name.lower() in known}
    if not paths:
        raise FolderRefused(f"{folder} has none of the files {', '.join(FILE_NAMES)}.")
    return paths
