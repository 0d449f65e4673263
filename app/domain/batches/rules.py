"""Limits of batches, and what their choices may be."""

from __future__ import annotations

from app.domain.tags.printing import PAPERS as TAG_PAPERS
from app.models import BatchKind

# What one person can mean at once: a list of everything that is pending.
MOST_LINES = 100_000

# Paper and workbooks are made in one go, within a worker's time limit.
_FEWER: dict[BatchKind, int] = {
    BatchKind.TAGS: 2_000,
    BatchKind.PICKING_LIST: 2_000,
    BatchKind.RECEIPT_COPIES: 500,
}
_MOST_IN_WORKBOOK = 40_000

PAPERS = frozenset(key for key, _ in TAG_PAPERS)
FORMS = {"csv": "CSV", "xlsx": "Excel"}


def most_of(kind: BatchKind, form: str = "") -> int:
    """How many lines a batch of this kind may have."""
    if form == "xlsx":
        return _MOST_IN_WORKBOOK
    return _FEWER.get(kind, MOST_LINES)
