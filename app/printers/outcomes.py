"""What became of something that was asked of a printer. Whether trying again can help is decided by
the class. Nothing here repeats what was to be printed: these words go to logs and to pages."""

from __future__ import annotations

from app.vocabulary.errors import CaselotError


class PrinterRefused(CaselotError):
    """It says no, or cannot be spoken to in this way: trying again would end the same way."""


class Forgotten(CaselotError):
    """It was asked after something that it was given, and does not know it (any more)."""


class Uncertain(CaselotError):
    """It was handed over, and the line broke before the answer came: it may be printed, so it is
    not sent again by itself."""


class TryLater(Exception):
    """Nothing was printed, and it may well work in a while. `away`: nobody answered at all."""

    def __init__(self, why: str, *, away: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.away = away


class StillAway(TryLater):
    """Not asked at all: somebody has found out just now that nobody answers there."""

    def __init__(self, why: str) -> None:
        super().__init__(why, away=True)
