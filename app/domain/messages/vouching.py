"""Whether what goes out by itself may say amounts to an address (B1).

Nobody looks at such a message before it leaves, and whoever sees no price may write down contacts:
with an address of their own they would be told every total. So amounts go only where the contact
is the store's own record of somebody, or was written down by a person who may see prices.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.customers.phones import digits_of
from app.models import (
    AuditEvent,
    Customer,
    CustomerReach,
    Order,
    OrderEvent,
    RolePermission,
    user_roles,
)
from app.vocabulary.occasions import MessageWay
from app.vocabulary.permissions import Permission

_MOST_EVENTS = 200
_MOST_STEPS = 20
_FIELD = {MessageWay.EMAIL: "email", MessageWay.TEXT: "phone"}
# The trail of a customer says a contact in full in these.
_WHOLE = ("customer added", "customer changed")


def _same_mail(said: object) -> str:
    return str(said or "").strip().lower()


def _same_phone(said: object) -> str:
    return digits_of(str(said or ""))


def may_be_told_amounts(session: Session, order: Order, way: MessageWay) -> bool:
    """Whether somebody who may see prices wrote down the contact of `order` by which `way` goes:
    in the record of the customer, or in the order. A contact that nobody in the house wrote down,
    as from an import, counts if it is the record's; any other does not."""
    field = _FIELD[way]
    plain = _same_mail if way is MessageWay.EMAIL else _same_phone
    wanted = plain(getattr(order, field))
    if not wanted:
        return False
    people = _records(session, order)
    writers = _in_records(session, people, field, wanted, plain)
    writers |= _in_order(session, order, field, wanted, plain)
    if writers:
        return _one_sees(session, writers)
    if _held(session, people, field, wanted, plain):
        return True
    return _one_sees(session, {_took(session, order, field, wanted, plain)})


def _records(session: Session, order: Order) -> list[Customer]:
    """The record of the customer, and all that were merged into it, one after the other: a contact
    keeps its writer through any number of merges."""
    if order.customer_id is None:
        return []
    found: dict[int, Customer] = {}
    is_next = Customer.id == order.customer_id
    while new := session.scalars(sa.select(Customer).where(is_next)).all():
        found |= {one.id: one for one in new}
        is_next = sa.and_(
            Customer.merged_into_id.in_([one.id for one in new]), Customer.id.not_in(found)
        )
    return list(found.values())


def _in_records(
    session: Session,
    people: Collection[Customer],
    field: str,
    wanted: str,
    plain: Callable[[object], str],
) -> set[int | None]:
    """Who wrote the contact down in a record, by its trail. None is among them when the trail is
    longer than what is read: somebody may have hidden behind it."""
    if not people:
        return set()
    subjects = [f"customer:{one.id}" for one in people]
    kinds = (*_WHOLE, f"customer {field} added")
    trail = session.scalars(
        sa.select(AuditEvent)
        .where(AuditEvent.subject.in_(subjects), AuditEvent.kind.in_(kinds))
        .order_by(AuditEvent.id.desc())
        .limit(_MOST_EVENTS)
    ).all()
    wrote = {
        event.user_id
        for event in trail
        if plain(event.after.get(field if event.kind in _WHOLE else "value")) == wanted
    }
    return wrote | _hidden(trail)


def _in_order(
    session: Session, order: Order, field: str, wanted: str, plain: Callable[[object], str]
) -> set[int | None]:
    """Who wrote the contact down in this order after it was placed; as `_in_records`."""
    edits = session.scalars(
        sa.select(OrderEvent)
        .where(OrderEvent.order_id == order.id, OrderEvent.verb == "contact_edited")
        .order_by(OrderEvent.id.desc())
        .limit(_MOST_EVENTS)
    ).all()
    changes = ((event.user_id, event.detail.get("changed", {}).get(field)) for event in edits)
    wrote = {user_id for user_id, pair in changes if pair and plain(pair[1]) == wanted}
    return wrote | _hidden(edits)


def _hidden(events: Sequence[object]) -> set[int | None]:
    """Somebody unknown, where there may be more events than were read."""
    return {None} if len(events) == _MOST_EVENTS else set()


def _held(
    session: Session,
    people: Collection[Customer],
    field: str,
    wanted: str,
    plain: Callable[[object], str],
) -> bool:
    """Whether a record has the contact, as its first or a further one."""
    if any(plain(getattr(one, field)) == wanted for one in people):
        return True
    ids = [one.id for one in people]
    further = session.scalars(
        sa.select(CustomerReach.value).where(CustomerReach.customer_id.in_(ids))
    )
    return any(plain(value) == wanted for value in further)


def _took(
    session: Session, order: Order, field: str, wanted: str, plain: Callable[[object], str]
) -> int | None:
    """Who took the order with this contact; for one that came of another order, who took that one
    with it. None if nobody did, or the contact is not what it was."""
    for _ in range(_MOST_STEPS):
        verbs = sa.select(OrderEvent.id).where(
            OrderEvent.order_id == order.id, OrderEvent.verb == "customer_changed"
        )
        if session.scalar(verbs.limit(1)) is not None:
            return None
        if order.from_order_id is None:
            return order.taken_by_id
        source = session.get_one(Order, order.from_order_id)
        if plain(getattr(source, field)) != wanted:
            return None
        writers = _in_order(session, source, field, wanted, plain)
        if writers:
            return next((one for one in writers if _one_sees(session, {one})), None)
        order = source
    return None


def _one_sees(session: Session, people: Collection[int | None]) -> bool:
    """Whether one of these people may see prices."""
    known = [one for one in people if one is not None]
    sees = sa.exists().where(
        user_roles.c.user_id.in_(known),
        user_roles.c.role_id == RolePermission.role_id,
        RolePermission.permission == Permission.PRICES_SEE,
    )
    return bool(known) and bool(session.scalar(sa.select(sees)))
