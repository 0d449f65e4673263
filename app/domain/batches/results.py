"""What became of one line of a batch."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """Whether it was done, and what a person reads beside the line; `held` if only a warning kept
    it from being done."""

    done: bool
    said: str
    held: bool = False


Results = dict[int, Result]
"""By the id of the line."""


def refused(why: str, *, held: bool = False) -> Result:
    """It was not done, and why."""
    return Result(False, why[:300], held)
