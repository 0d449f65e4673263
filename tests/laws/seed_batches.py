"""Batches of every sort: done with a file of amounts, partly refused, at work, stopped."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.documents.sheets import CSV, as_csv
from app.domain.batches import exporting, making, papers, receipts, running
from app.domain.batches.kinds import Wish
from app.domain.orders.statuses import book
from app.models import Batch, BatchKind
from app.vocabulary.figures import Figure
from tests.support.cast import viewer_of

if TYPE_CHECKING:
    from tests.laws.seed import World


def seed_batches(session: Session, world: World) -> None:
    """What people asked for with some lines. The files of the buyer show their amounts, as they
    were made for them."""
    lines = [line for name in ("new", "placed", "closed") for line in world.orders[name].lines]
    people = {name: viewer_of(world.people[name]) for name in ("taker", "buyer")}

    def ask(person: str, wish: Wish) -> Batch:
        ids = [line.id for line in lines]
        given = {"by": people[person], "book": book(session), "one_time_key": next(world.keys)}
        return making.make(session, wish, ids, **given)

    for person in ("taker", "buyer"):
        copies = ask(person, Wish(BatchKind.RECEIPT_COPIES))
        made = receipts.compose(session, [line.id for line in lines], people[person])
        amounts = [copy.total for copy in made.copies] + [
            line.total for copy in made.copies for line in copy.lines
        ]
        content = " ".join(str(Decimal(amount)) for amount in amounts if amount is not None)
        figures = frozenset({Figure.TOTAL}) if made.with_totals else frozenset()
        file = papers.File("copies.txt", "text/plain", content.encode(), figures)
        papers.finish(session, copies.id, file)
    export = ask("buyer", Wish(BatchKind.EXPORT, form="csv"))
    by = people["buyer"]
    rows = exporting.rows_for(session, [line.id for line in lines], by)
    content = as_csv(exporting.header_for(by), rows)
    figures = exporting.figures_for(by)
    papers.finish(session, export.id, papers.File("list.csv", CSV, content, figures))
    refused = ask("buyer", Wish(BatchKind.MOVE, status="called_waiting", back="/pending"))
    running.take(session, refused.id)
    ask("taker", Wish(BatchKind.PICKING_LIST))
    stopped = ask("taker", Wish(BatchKind.HAND_OVER))
    making.stop(session, stopped, by=people["taker"])
