"""The default customer of a store: whose properties new customers start with (M8, M11)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.audit import record
from app.domain.customers.defaults import start_of
from app.models import Customer, Store
from app.vocabulary.errors import Refused
from app.vocabulary.permissions import Permission


def choose(session: Session, store: Store, customer: Customer | None, by: Viewer) -> bool:
    """Take `customer`, or nobody, as the default customer of `store`; False if nothing changed.

    Refused for a customer who is not active any more. Whoever would give new customers another
    member type that way decides prices, and needs the right to (C8): NotAllowed. The trail holds
    numbers of customers, no names.
    """
    if customer is not None and not customer.active:
        raise Refused("This customer is not active any more.")
    before = store.default_customer_id
    if before == (customer.id if customer else None):
        return False
    type_before = start_of(session, store.id).member_type_id
    store.default_customer_id = customer.id if customer else None
    session.flush()
    if start_of(session, store.id).member_type_id != type_before:
        by.can(Permission.PRICES_EDIT).enforce()
    record(
        session,
        by,
        "default customer changed",
        store.name,
        before={"customer": _number(before)},
        after={"customer": _number(store.default_customer_id)},
    )
    return True


def _number(customer_id: int | None) -> str:
    return f"customer #{customer_id}" if customer_id else ""
