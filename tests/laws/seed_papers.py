"""Tags that were printed, one that waits, one that failed, and a line that was handed over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.domain.pickup import desk
from app.domain.printing import jobs, printers, sending
from app.domain.printing.printers import PrinterFacts
from app.domain.tags import printing
from app.models import Printer, Setting, TagPrint
from tests.support.cast import viewer_of

if TYPE_CHECKING:
    from tests.laws.seed import World


def print_papers(session: Session, world: World) -> None:
    """Prints with and without totals, one that waits, one that failed; one line was sold."""
    session.add(Setting(key="tag_shows_total", store_id=0, value={"is": True}))
    session.flush()
    for person, name in (("buyer", "tagged"), ("taker", "tagged"), ("taker", "sold")):
        _printed(session, _print(session, world, person, name))
    printing.fail(session, _print(session, world, "taker", "arrived").id, "The printer is away.")
    _print(session, world, "buyer", "arrived")
    _on_printers(session, world)
    sold, taker = world.line("sold").id, viewer_of(world.cast.taker)
    desk.hand_over(session, [sold], by=taker, one_time_key=next(world.keys))


def _print(
    session: Session, world: World, person: str, name: str, printer: Printer | None = None
) -> TagPrint:
    by = viewer_of(getattr(world.cast, person))
    lines, key = list(world.orders[name].lines), next(world.keys)
    return printing.request(
        session, lines, by=by, paper="letter", one_time_key=key, printer=printer
    )


def _on_printers(session: Session, world: World) -> None:
    """A printer for everything, at an address that nobody has, and one that is not in use; tags
    with totals that were not printed there, tags that nobody knows of, a test page that waits."""
    manager, hill = viewer_of(world.cast.manager), world.cast.hill.id
    usual = PrinterFacts(hill, "Lawful printer", "ipp://192.0.2.9/", "letter",
                         for_tags=True, for_slips=True, for_lists=True)  # fmt: skip
    printer = printers.add_printer(session, usual, manager)
    printers.add_printer(session, replace(usual, name="Old one", active=False), manager)
    for person, end in (("buyer", sending.fail), ("taker", sending.unsure)):
        made = _print(session, world, person, "tagged", printer)
        _printed(session, made)
        job = jobs.asked_before(session, f"tags:{made.id}")
        assert job is not None
        end(session, job.id, "It has no paper.")
    jobs.ask(session, printer, by=manager, title="Test page", one_time_key=next(world.keys))
    session.flush()


def _printed(session: Session, made: TagPrint) -> None:
    """Do what the worker does."""
    from app.documents.paper import PAPERS
    from app.documents.tags import render_tags

    session.flush()
    sheet = printing.compose(session, made.id)
    printing.finish(session, sheet, render_tags(sheet.faces, paper=PAPERS[sheet.paper]))
    session.flush()
