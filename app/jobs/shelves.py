"""Labels of shelves: composed, laid out, kept."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.documents.shelves import render_shelf_labels
from app.domain.pickup import labels
from app.jobs.units import reading, settling


def print_shelves(row_id: int, payload: Mapping[str, int]) -> None:
    """Make the PDF of a print of labels and keep it (B12)."""
    print_id = payload["shelf_print_id"]
    with reading() as session:
        wanted = labels.compose(session, print_id)
    made = render_shelf_labels(wanted.labels, paper=wanted.paper)
    with settling(row_id) as session:
        labels.finish(session, print_id, made)


def failed(session: Session, payload: Mapping[str, int], why: str) -> None:
    """Mark the print as failed, in words for people."""
    labels.fail(session, payload["shelf_print_id"], why)
