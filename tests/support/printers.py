"""Printers of a store, as settings say them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.domain.printing import jobs, printers
from app.domain.printing.printers import PrinterFacts
from app.models import Printer, PrintJob
from app.web.forms import new_key
from tests.support.cast import Cast, viewer_of
from tests.support.ipp import ANY_PORT


def a_printer(session: Session, cast: Cast, uri: str, **facts: Any) -> Printer:
    """A printer of the cast's store that prints everything on Letter, as a manager adds it."""
    usual: dict[str, Any] = {"store_id": cast.hill.id, "name": "Tag printer", "paper": "letter"}
    usual |= {"for_tags": True, "for_slips": True, "for_lists": True}
    made = PrinterFacts(uri=uri, **{**usual, **facts})
    printer = printers.add_printer(session, made, viewer_of(cast.manager), ANY_PORT)
    session.commit()
    return printer


def a_test_page(session: Session, cast: Cast, printer: Printer) -> PrintJob:
    """A test page that was asked for."""
    by = viewer_of(cast.manager)
    job = jobs.ask(session, printer, by=by, title="Test page", one_time_key=new_key())
    session.commit()
    return job


def fresh(session: Session, job: PrintJob) -> PrintJob:
    """The job as it is kept now."""
    session.commit()
    session.refresh(job)
    return job
