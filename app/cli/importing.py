"""`bin/flask import`: tables of another system into this one."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TextIO

import click
from flask.cli import AppGroup

from app.extensions import db
from app.importers.corepos import FileReport, FileState, FolderRefused, Outcome, Report
from app.importers.corepos import import_folder as import_corepos

group = AppGroup("import", help="Bring in what another system knows.")
commands = (group,)

FOLDER_UNUSABLE = 2
DATABASE_FAILED = 1


class _Bars:
    """One bar per file on a terminal, one line per file elsewhere; both on stderr, so that the
    summary can be piped."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._name = ""
        self._done = 0
        self._bar: Any = None

    def __call__(self, name: str, done: int, size: int) -> None:
        if name != self._name:
            self._begin(name, size)
        if self._bar is not None:
            self._bar.update(done - self._done)
        self._done = done

    def _begin(self, name: str, size: int) -> None:
        self._stack.close()
        self._name, self._done = name, 0
        if not sys.stderr.isatty():
            click.echo(f"Reading {name}", err=True)
            return
        bar = click.progressbar(length=size, label=f"{name:<18}", file=sys.stderr)
        self._bar = self._stack.enter_context(bar)


@group.command("corepos")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Read and check everything, keep nothing.")
@click.option("--report", "report_file", type=click.File("w", encoding="utf-8-sig", lazy=False),
              help="Write what became of every row to this CSV file.")  # fmt: skip
def corepos(folder: Path, dry_run: bool, report_file: TextIO | None) -> None:
    """Import CSV exports of CORE-POS tables from DIR.

    Files are named like their tables, headers like their columns. Running it again changes only
    what changed in the files.
    """
    try:
        with ExitStack() as stack:
            report = import_corepos(db.session(), folder, dry_run=dry_run, progress=_Bars(stack))
    except FolderRefused as refusal:
        click.echo(refusal.message, err=True)
        raise SystemExit(FOLDER_UNUSABLE) from None
    if report_file is not None:
        report.write_csv(report_file)
    click.echo("\n".join(summary(report)))
    if report.failure:
        click.echo(report.failure, err=True)
        raise SystemExit(DATABASE_FAILED)


def summary(report: Report) -> list[str]:
    """The report as lines for a terminal: a table of counts, then each kind of reason."""
    head = ["file", "rows", *Outcome, "doubtful"]
    table = [[str(cell) for cell in head], *(_counts(each) for each in report.files)]
    widths = [max(len(cells[place]) for cells in table) for place in range(len(head))]
    lines = ["  ".join(_padded(cells, widths)).rstrip() for cells in table]
    for each in report.files:
        lines += _reasons(each)
    if report.dry_run:
        lines += ["", "This was a dry run: nothing was kept."]
    return lines


def _counts(report: FileReport) -> list[str]:
    if report.state is not FileState.READ:
        return [report.name, report.state, *[""] * (len(Outcome) + 1)]
    counts = [report.count(outcome) for outcome in Outcome]
    return [report.name, *(str(n) for n in (len(report.rows), *counts, len(report.doubtful)))]


def _padded(cells: list[str], widths: list[int]) -> list[str]:
    first, *others = zip(cells, widths, strict=True)
    return [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]


def _reasons(report: FileReport) -> list[str]:
    said = [report.problem] if report.state is FileState.REFUSED else list(report.notes)
    for (outcome, reason), count in report.kinds.most_common():
        said.append(f"{count:>6,}  {outcome or 'doubtful'}: {reason}")
    return ["", report.name, *(f"  {line}" for line in said)] if said else []
