"""What could be said to a customer now, for the page of an order: what the domain offers, and which
ways this installation has."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import current_app
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.messages.offering import Offer, offered
from app.domain.messages.ways import WayOut
from app.domain.orders.statuses import StatusBook
from app.messages.ways import NOT_SET_UP, ways_of
from app.models import Order
from app.vocabulary.decisions import no
from app.vocabulary.occasions import MessageWay


@dataclass(frozen=True)
class Offers:
    """The offers for one order; `set_up` is whether messages can leave here at all."""

    every: tuple[Offer, ...]
    set_up: bool

    def __bool__(self) -> bool:
        return bool(self.every)


def set_up() -> frozenset[MessageWay]:
    """The ways that messages can leave here."""
    return ways_of(current_app.config).set_up


def offers_of(session: Session, order: Order, by: Viewer, book: StatusBook) -> Offers:
    """What this person could tell the customer of an order now; one statement."""
    known = set_up()
    every = tuple(
        replace(offer, ways=tuple(usable(way, known) for way in offer.ways))
        for offer in offered(session, order, by, book=book)
    )
    return Offers(every, bool(known))


def usable(out: WayOut, known: frozenset[MessageWay]) -> WayOut:
    """The way, off if it is not set up here."""
    return out if out.way in known else replace(out, may=no(NOT_SET_UP[out.way]))
