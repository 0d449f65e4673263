"""What became of every row, as a value: counted for people, listed for a spreadsheet."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, TextIO

from app.vocabulary.cells import plain_cell

_HEADER = ("file", "line", "outcome", "doubtful", "key", "reason")
_PARTICULARS = re.compile(r"“[^”]*”")


class Outcome(StrEnum):
    """What became of one row; every row has exactly one."""

    IMPORTED = "imported"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT_FOR_LATER = "kept for later"
    REFUSED = "refused"


TAKEN = frozenset({Outcome.IMPORTED, Outcome.UPDATED, Outcome.UNCHANGED})


class FileState(StrEnum):
    """What became of a file as a whole. Of a refused file nothing is imported."""

    READ = "read"
    MISSING = "not there"
    REFUSED = "refused"
    NOT_TRIED = "not tried"


class RowResult(NamedTuple):
    """One row: `line` is where it begins in the file (1 is the header), `key` names it to people,
    `reasons` say why it was refused, or what to look at although it was taken."""

    line: int
    outcome: Outcome
    key: str
    reasons: tuple[str, ...] = ()

    @property
    def is_doubtful(self) -> bool:
        """Taken, but somebody should look at it."""
        return bool(self.reasons) and self.outcome in TAKEN


@dataclass
class FileReport:
    """One file: what became of it and of each of its rows. `notes` concern all rows."""

    name: str
    state: FileState = FileState.READ
    problem: str = ""
    notes: list[str] = field(default_factory=list)
    rows: list[RowResult] = field(default_factory=list)

    def count(self, outcome: Outcome) -> int:
        """How many rows ended as `outcome`."""
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def doubtful(self) -> list[RowResult]:
        """The rows that were taken with a doubt."""
        return [row for row in self.rows if row.is_doubtful]

    @property
    def kinds(self) -> Counter[tuple[Outcome | None, str]]:
        """How often each kind of reason was given, particulars left out; the outcome is None for
        doubts."""
        return Counter(
            (None if row.outcome in TAKEN else row.outcome, _PARTICULARS.sub("“…”", reason))
            for row in self.rows
            for reason in row.reasons
        )


@dataclass
class Report:
    """One run over a folder; nothing was written if `dry_run`. `failure` says why it ended early,
    files that were done before it are kept."""

    dry_run: bool
    files: list[FileReport] = field(default_factory=list)
    failure: str = ""

    def file(self, name: str) -> FileReport:
        """The report of one file; KeyError for a name that the importer does not know."""
        for each in self.files:
            if each.name == name:
                return each
        raise KeyError(name)

    def count(self, outcome: Outcome) -> int:
        """How many rows of all files ended as `outcome`."""
        return sum(each.count(outcome) for each in self.files)

    def write_csv(self, out: TextIO) -> None:
        """Every row of every file, and every file that could not be read, as CSV."""
        writer = csv.writer(out)
        writer.writerow(_HEADER)
        for each in self.files:
            for cells in _listed(each):
                # A spreadsheet would run a cell of a foreign file that looks like a formula.
                writer.writerow([plain_cell(str(cell)) for cell in cells])


def _listed(report: FileReport) -> Iterator[tuple[object, ...]]:
    if report.state is not FileState.READ:
        yield report.name, "", report.state, "", "", report.problem
    for note in report.notes:
        yield report.name, "", "note", "", "", note
    for row in report.rows:
        doubtful = "yes" if row.is_doubtful else ""
        yield report.name, row.line, row.outcome, doubtful, row.key, " · ".join(row.reasons)
