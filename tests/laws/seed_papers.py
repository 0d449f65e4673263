"""Tags that were printed, one that waits, one that failed, and a line that was handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.domain.pickup import desk
from app.domain.tags import printing
from app.models import Setting, TagPrint
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
    sold, taker = world.line("sold").id, viewer_of(world.cast.taker)
    desk.hand_over(session, [sold], by=taker, one_time_key=next(world.keys))


def _print(session: Session, world: World, person: str, name: str) -> TagPrint:
    by = viewer_of(getattr(world.cast, person))
    lines, key = list(world.orders[name].lines), next(world.keys)
    return printing.request(session, lines, by=by, paper="letter", one_time_key=key)


def _printed(session: Session, made: TagPrint) -> None:
    """Do what the worker does."""
    from app.documents.paper import PAPERS
    from app.documents.tags import render_tags

    session.flush()
    sheet = printing.compose(session, made.id)
    printing.finish(session, sheet, render_tags(sheet.faces, paper=PAPERS[sheet.paper]))
    session.flush()
