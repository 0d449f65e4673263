"""Printing tags: what they say from the database, onto paper by the layout engine, and back."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.documents.paper import PAPERS
from app.documents.tags.render import digests
from app.documents.tags.render import print_tags as print_tags_of
from app.domain.tags import known, printing
from app.jobs.units import reading, settling

# Somebody may change a line while its tag is laid out; then it is laid out anew, at once.
MOST_LAYOUTS = 3


def print_tags(row_id: int, payload: Mapping[str, int]) -> None:
    """Make the PDF of a print and store it with its copies (C26). Raises Outrun if people change
    the lines faster than they can be laid out."""
    for layout in range(1, MOST_LAYOUTS + 1):
        with reading() as session:
            sheet = printing.compose(session, payload["print_id"])
        paper = PAPERS[sheet.paper]
        names = digests(sheet.faces, paper=paper) if sheet.versions else []
        line_of = dict(zip(names, sheet.versions, strict=True))
        with reading() as session:
            kept = known.known(session, line_of)
        made = print_tags_of(sheet.faces, paper=paper, known=kept)
        try:
            with settling(row_id) as session:
                printing.finish(session, sheet, made.pdf)
                fresh = made.fresh if line_of else {}
                known.keep(session, fresh, line_of, sheet.keep_days)
            return
        except printing.Outrun:
            if layout == MOST_LAYOUTS:
                raise


def failed(session: Session, payload: Mapping[str, int], why: str) -> None:
    """Mark the print as failed, in words for people."""
    printing.fail(session, payload["print_id"], why)
