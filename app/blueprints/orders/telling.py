"""Telling what a new pricing changed, in a line under what was done."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.pricing.changes import Change

MOST_TOLD = 4


def told(words: str, changes: Sequence[Change]) -> str:
    """`words`, and what became another price. `changes` holds what the reader may know, which is
    nothing for people who see no prices (C8)."""
    said = [change.words for change in changes[:MOST_TOLD]]
    if len(changes) > MOST_TOLD:
        said.append(f"and {len(changes) - MOST_TOLD} more")
    return " ".join([words, " · ".join(said)]) if said else words
