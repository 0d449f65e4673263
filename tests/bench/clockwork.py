"""Times and counts: medians, statements, and the table at the end."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import event


@dataclass(frozen=True)
class Row:
    """One line of the table; `figure` must not pass `budget` (or must reach it, if `at_least`)."""

    what: str
    measured: str
    figure: float
    budget: float
    unit: str = "×"
    at_least: bool = False

    @property
    def held(self) -> bool:
        """Whether it keeps its budget."""
        return self.figure >= self.budget if self.at_least else self.figure <= self.budget

    def __str__(self) -> str:
        word = "≥" if self.at_least else "≤"
        budget = f"{word} {self.budget:g} {self.unit}"
        verdict = "held" if self.held else "OVER"
        return f"{self.what:<54}{self.measured:>34}{self.figure:>9.2f}  {budget:<16}{verdict}"


@dataclass(frozen=True)
class Taken:
    """Milliseconds of the middle run of an act, and of its quickest: what others did meanwhile is
    in the one and not in the other."""

    middle: float
    least: float

    def __str__(self) -> str:
        return f"{self.middle:.1f} ({self.least:.1f})"

    def beside(self, other: Taken) -> str:
        """Both, as the table shows them."""
        return f"{self} / {other} ms"


def side_by_side(*acts: Callable[[], object], times: int = 40) -> list[Taken]:
    """What each act takes, after one run that warms up. They take turns, so that what else the
    machine does hits all of them."""
    taken: list[list[float]] = [[] for _ in acts]
    for turn in range(times + 1):
        for act, seen in zip(acts, taken, strict=True):
            began = time.perf_counter()
            act()
            if turn:
                seen.append((time.perf_counter() - began) * 1000)
    return [Taken(statistics.median(seen), min(seen)) for seen in taken]


def seconds_of(act: Callable[[], object]) -> float:
    """Seconds of one run."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


@contextmanager
def counted(engine: sa.Engine) -> Iterator[list[str]]:
    """The statements that run inside."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
