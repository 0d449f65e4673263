"""Prices of an order that was placed, when something around it changed: its customer, or the
catalogue. What was set by hand stays; who may know is told what became another price."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.customers.contact import contact_of, write_contact
from app.domain.orders import policies
from app.domain.orders.changing import audit_price
from app.domain.orders.events import note
from app.domain.orders.quoting import precedence_of, price_by_rules
from app.domain.pricing import moved
from app.domain.pricing.changes import Change, changes, views_of
from app.domain.pricing.moved import Move
from app.domain.pricing.sources import Sources
from app.domain.pricing.view import QuoteView
from app.models import Customer, Order, OrderLine
from app.vocabulary.errors import Refused
from app.vocabulary.figures import Figure
from app.vocabulary.permissions import Permission

_EVERYTHING = frozenset(Figure)


def change_customer(
    session: Session, order: Order, customer: Customer, *, by: Viewer
) -> list[Change]:
    """Make it the order of another customer (C13): their member number, member type and contact;
    open lines are priced by their type, what was set by hand stays. The same customer again takes
    their newest type and contact. Returns what `by` may know of the prices that changed. Refused
    for a closed order, or a customer who is not active."""
    (by.can(Permission.ORDERS_EDIT) & policies.may_close(order)).enforce()
    # Held until it is written: whoever merges or erases the record waits, or was first.
    session.refresh(customer, with_for_update={"read": True, "of": Customer})
    if not customer.active:
        raise Refused("That customer is not active any more.")
    before, names = views_of(order.lines, _EVERYTHING), (order.full_name, customer.full_name)
    seen_before = views_of(order.lines, by.figures)
    order.customer, order.customer_id = customer, customer.id
    order.member_number = customer.member_number
    order.member_type, order.member_type_id = customer.member_type, customer.member_type_id
    write_contact(order, contact_of(customer))
    price_by_rules(session, order, [line for line in order.lines if line.open])
    note(order, "customer_changed", by, detail={"changed": {"customer": list(names)}})
    _note_prices(order, before, by)
    return _told(order, seen_before, by)


def catalogue_of(session: Session, order: Order, by: Viewer) -> Sources | None:
    """Today's catalogue for the open lines of an order, for people who may see what moved; None
    for everybody else, who ask the database nothing."""
    if Figure.RETAIL not in by.figures or not order.open:
        return None
    return _catalogue(session, order)


def moves(order: Order, catalogue: Sources | None, by: Viewer) -> dict[int, tuple[Move, ...]]:
    """What moved in the catalogue since each line was quoted, by line number, as far as `by` may
    know it."""
    if catalogue is None:
        return {}
    found = {line.number: moved.moves_of(line, catalogue, by.figures) for line in order.lines}
    return {number: rows for number, rows in found.items() if rows}


def accept_catalogue(session: Session, line: OrderLine, *, by: Viewer) -> list[Change]:
    """Price a line from today's catalogue, by the rules of the order's day; returns what `by` may
    know of the change. NotAllowed without the right to set and to see prices, Refused for a closed
    line or when nothing moved."""
    (by.can(Permission.PRICES_EDIT) & policies.may_edit_line(line)).enforce()
    order, unit = line.order, line.unit_price
    before, seen_before = views_of([line], _EVERYTHING), views_of([line], by.figures)
    moved.accept(line, _catalogue(session, order), precedence_of(session, order), by)
    note(order, "catalogue_accepted", by, line=line)
    _note_prices(order, before, by)
    audit_price(session, line, unit, by)
    return _told(order, seen_before, by)


def keep_catalogue(session: Session, line: OrderLine, *, by: Viewer) -> None:
    """Leave a line as it was quoted although the catalogue moved; it is quiet until that moves
    again. NotAllowed and Refused as `accept_catalogue`."""
    (by.can(Permission.PRICES_EDIT) & policies.may_edit_line(line)).enforce()
    moved.keep(line, _catalogue(session, line.order), by)
    note(line.order, "catalogue_kept", by, line=line)


def _catalogue(session: Session, order: Order) -> Sources:
    return moved.catalogue_for(
        session,
        order.lines,
        member_type=order.member_type,
        on=order.ordered_on,
        store_id=order.store_id,
    )


def _note_prices(order: Order, before: Mapping[int, QuoteView], by: Viewer) -> None:
    """An event for each line of `before` that is priced otherwise now; amounts go into its
    figures."""
    lines = {line.number: line for line in order.lines if line.number in before}
    names = {number: line.description for number, line in lines.items()}
    for one in changes(before, views_of(list(lines.values()), _EVERYTHING), names):
        detail = {"kinds": [one.kind_before.value, one.kind_after.value]}
        figures = {one.figure.value: one.after}
        note(order, "repriced", by, line=lines[one.number], detail=detail, figures=figures)


def _told(order: Order, before: Mapping[int, QuoteView], by: Viewer) -> list[Change]:
    lines = [line for line in order.lines if line.number in before]
    names = {line.number: line.description for line in lines}
    return changes(before, views_of(lines, by.figures), names)
