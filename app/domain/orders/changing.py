"""What a buyer makes of a line that was taken: its price by hand, and items out of a note."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.audit import record
from app.domain.orders import lifecycle, policies
from app.domain.orders.building import build_lines
from app.domain.orders.content import DraftItem
from app.domain.orders.events import note
from app.domain.orders.quoting import precedence_of, price_by_rules, sources_of
from app.domain.orders.statuses import StatusBook, first_status
from app.domain.pricing import lines as pricing
from app.domain.pricing.values import Quote
from app.models import OrderLine
from app.vocabulary.figures import Figure, PriceChoice
from app.vocabulary.permissions import Permission
from app.vocabulary.statuses import Stage

_TAKEN_OVER = (
    "kind", "product_id", "vendor_item_id", "vendor_id", "department_id", "super_department_id",
    "upc", "sku", "description", "brand", "size", "cases", "case_size", "discountable",
    "search_text",
)  # fmt: skip
_LONGEST_WORDS = 200


def set_price(
    session: Session, line: OrderLine, amount: Decimal, *, by: Viewer, per_case: bool = False
) -> None:
    """Set a line's price by hand, of a unit or of a case (C2, C12); it stays until it is lifted.
    NotAllowed without the pricing permission (C8), Refused for notes and closed lines, Invalid
    ("unit_price" or "case_price") for an amount that cannot be meant."""
    (by.can(Permission.PRICES_EDIT) & policies.may_edit_line(line)).enforce()
    before = line.unit_price
    if per_case:
        pricing.set_case_price(line, amount, by)
    else:
        pricing.set_price(line, amount, by)
    figure = Figure.CASE if per_case else Figure.UNIT
    note(line.order, "price_set", by, line=line, figures={figure.value: amount})
    audit_price(session, line, before, by)


def lift_price(session: Session, line: OrderLine, *, by: Viewer) -> None:
    """Take a price set by hand away; the rules, or the rule chosen for the line, price it again
    (C9-C12). Refused when none was set."""
    (by.can(Permission.PRICES_EDIT) & policies.may_edit_line(line)).enforce()
    before = line.unit_price
    pricing.lift_price(line, by)
    price_by_rules(session, line.order, [line])
    note(line.order, "price_lifted", by, line=line)
    audit_price(session, line, before, by)


def choose_price(session: Session, line: OrderLine, choice: PriceChoice, *, by: Viewer) -> None:
    """Say which rule prices the line, whatever the others say; AUTO leaves it to the rules again.
    If that price cannot be had, a price is needed. A price set by hand is lifted. NotAllowed
    without the pricing permission, Refused for notes and closed lines."""
    (by.can(Permission.PRICES_EDIT) & policies.may_edit_line(line)).enforce()
    before = line.unit_price
    pricing.choose_price(line, choice, by)
    price_by_rules(session, line.order, [line])
    note(line.order, "price_chosen", by, line=line, detail={"choice": choice.value})
    audit_price(session, line, before, by)


def options(session: Session, line: OrderLine) -> dict[PriceChoice, Quote]:
    """What each choice would make of the line now, a price set by hand aside. Secret: show it
    through `view_of_quote`."""
    precedence = precedence_of(session, line.order)
    sources = sources_of(session, line.order, [line])
    return {choice: pricing.quote_line(line, sources, precedence, choice) for choice in PriceChoice}


def turn_note(
    session: Session, line: OrderLine, item: DraftItem, *, by: Viewer, book: StatusBook
) -> None:
    """Turn a note into the item that was meant (C19): the line keeps its number and its place, the
    words stay in the timeline. Nobody has ordered the item yet, so a note that went further than
    that starts over. Further items of the same note are added as lines."""
    (by.can(Permission.ORDERS_EDIT) & policies.may_turn(line)).enforce()
    words = line.description[:_LONGEST_WORDS]
    made = build_lines(session, [item], store_id=line.store_id)[0]
    for name in _TAKEN_OVER:
        setattr(line, name, getattr(made, name))
    line.case_size_by_hand = bool(made.case_size_by_hand)
    line.department, line.vendor = made.department, made.vendor
    line.super_department = made.department.super_department if made.department else None
    price_by_rules(session, line.order, [line])
    note(
        line.order, "note_turned", by, line=line, detail={"words": words, "into": made.description}
    )
    if book[line.status].stage.rank > Stage.READY.rank:
        start = book[first_status(line.order.call_first)]
        lifecycle.move(line, start, by=by, book=book, why="note turned into an item")


def audit_price(session: Session, line: OrderLine, before: Decimal | None, by: Viewer) -> None:
    """Every price that a person made another one, in the trail of prices."""
    record(
        session,
        by,
        "price changed",
        f"order {line.order.number} line {line.number}",
        before={"unit": None if before is None else str(before)},
        after={"unit": None if line.unit_price is None else str(line.unit_price)},
    )
