"""Shelves here and elsewhere, goods on them, one put back that nobody came for, labels printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.documents.shelves import render_shelf_labels
from app.domain.pickup import labels, putting, shelves
from tests.support.cast import viewer_of

if TYPE_CHECKING:
    from tests.laws.seed import World


def seed_shelves(session: Session, world: World) -> None:
    """Some in use and one that is not; labels that are there, that wait, and that failed."""
    manager, taker = viewer_of(world.cast.manager), viewer_of(world.cast.taker)
    made, _ = shelves.add_shelves(session, world.cast.hill.id, "A1–A3", "Lawful cooler", by=manager)
    shelves.add_shelves(session, world.cast.river.id, "B1", "", by=manager)
    shelves.change_shelf(session, made[2], "Lawful dock", False, by=manager)
    tagged = [world.line("tagged", number).id for number in (1, 2)]
    for ids, shelf, returned in ((tagged, made[0], False), (tagged[1:], made[1], True)):
        putting.put(
            session,
            ids,
            shelf.code,
            by=taker,
            one_time_key=next(world.keys),
            shelf=shelf,
            returned=returned,
        )
    session.flush()
    ids = [shelf.id for shelf in made]
    done, failed, _waits = (
        labels.request(session, ids, by=manager, one_time_key=next(world.keys)) for _ in range(3)
    )
    wanted = labels.compose(session, done.id)
    labels.finish(session, done.id, render_shelf_labels(wanted.labels, paper=wanted.paper))
    labels.fail(session, failed.id, "Something is missing.")
    session.flush()
