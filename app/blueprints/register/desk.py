"""What registers did that somebody should look at, in the store one stands in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from flask import current_app, request
from werkzeug.wrappers import Response

from app.blueprints.register import bp
from app.config import RegisterServer
from app.domain.pickup.sold import DESK
from app.domain.register import alerts, loose, reconsidering, states
from app.extensions import db
from app.models import (
    AlertKind,
    LooseSale,
    LooseState,
    OrderLine,
    RegisterAlert,
    RegisterSale,
    RegisterState,
)
from app.vocabulary.figures import Figure
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.htmx import page

# What to do about it, in a sentence.
ADVICE = {
    AlertKind.TWICE: "The customer may have paid twice, or two people took one another’s goods. "
    "Compare the receipts, and refund one of them at the register.",
    AlertKind.CLOSED: "The goods left the store although the line is closed. Open the order to see "
    "why, and close it as Completed if that is what happened.",
    AlertKind.REFUNDED: "The line stays completed. Reopen the order if the goods are still wanted.",
    AlertKind.UNKNOWN: "No order here has this tag. It may come from an older system.",
    AlertKind.PERHAPS_BACK: "It was sold without its tag. Since then the register refunded as much "
    "of the same item, to nobody it knows: look whether it was this one.",
    AlertKind.BEFORE: "The sale was read only after somebody reopened the line, and completes it. "
    "If the goods are still wanted, close the order and reopen it: then it completes nothing.",
}


@dataclass(frozen=True)
class Slip:
    """A receipt as the page shows it; `total` only for those who may know."""

    receipt: str
    at: datetime
    total: Decimal | None
    by_desk: bool


@dataclass(frozen=True)
class AlertCard:
    """An alert with its receipts, the earlier one first."""

    alert: RegisterAlert
    advice: str
    slips: tuple[Slip, ...]


@dataclass(frozen=True)
class Suggestion:
    """A sale without a tag beside the line that it may be."""

    loose: LooseSale
    line: OrderLine
    why: str
    sold: str
    slip: Slip


@dataclass(frozen=True)
class Link:
    """A register system and how it stands with it; None before it was ever asked."""

    name: str
    host: str
    state: RegisterState | None


@bp.get("")
@requires(Permission.ORDERS_MOVE)
def index() -> Response:
    """Alerts that nobody has seen (with `seen`, those that somebody has), sales that may be those
    of waiting lines, and the links to the registers."""
    return show("register/_desk.html")


def show(partial: str) -> Response:
    """The page, or for htmx the partial, as it stands now."""
    session, store_id = db.session(), viewer().store_id
    seen = request.args.get("seen") == "1"
    return page(
        "register/index.html",
        partial,
        cards=[_card(one) for one in alerts.shown(session, store_id, seen=seen)],
        found=[_suggestion(one) for one in loose.shown(session, store_id)],
        decided=reconsidering.decided(session, store_id) if seen else [],
        accepted=LooseState.ACCEPTED,
        links=_links(),
        seen=seen,
    )


def _card(alert: RegisterAlert) -> AlertCard:
    sales = [sale for sale in (alert.earlier, alert.sale) if sale is not None]
    return AlertCard(alert, ADVICE[alert.kind], tuple(_slip(sale) for sale in sales))


def _suggestion(one: LooseSale) -> Suggestion:
    reasons = ["the same item"]
    reasons += ["the same customer"] if one.same_member else []
    reasons += ["the same quantity"] if one.same_quantity else []
    slip = Slip(one.receipt, one.sold_at, _known(one.total), by_desk=False)
    sold = f"{one.quantity.normalize():f}"
    return Suggestion(one, one.line, ", ".join(reasons), sold, slip)


def _slip(sale: RegisterSale) -> Slip:
    by_desk = sale.source == DESK
    receipt = "the pickup desk" if by_desk else sale.receipt
    return Slip(receipt, sale.sold_at, _known(sale.total), by_desk)


def _known(total: Decimal | None) -> Decimal | None:
    """The amount, for those who may know it (C8)."""
    return total if Figure.TOTAL in viewer().figures else None


def _links() -> list[Link]:
    servers: tuple[RegisterServer, ...] = current_app.config["REGISTER_SERVERS"]
    known = {state.name: state for state in states.states(db.session())}
    links = [Link(s.name, s.host, known.get(s.name)) for s in servers]
    if current_app.config["SALES_FOLDER"]:
        links.append(Link("files", "Files of sales, from a folder", known.get("file_drop")))
    return links
