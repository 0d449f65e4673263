"""Erasing a customer's data on request: their orders stay and are nobody's.

Gone for good are name, contact, notes, answers, further addresses and phones of the record and of
every record that was merged into it; what the trail and the timelines of orders say of them; the
contact on their orders; what was written to them and said on the phone; printed tags; and what
waits to become a customer with the same phone or e-mail. Only that customer number so-and-so was
erased is written down.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.audit import record
from app.domain.customers import forgetting, merging
from app.domain.customers.actions import subject_of
from app.domain.customers.traces import Traces
from app.models import (
    CONTACT_FIELDS,
    AuditEvent,
    Customer,
    CustomerAddress,
    CustomerIntake,
    CustomerMerge,
    CustomerReach,
    Order,
)
from app.vocabulary import clock
from app.vocabulary.decisions import Decision, when
from app.vocabulary.errors import Invalid
from app.vocabulary.permissions import Permission
from app.vocabulary.searching import haystack

# The record's own texts; what they become is nothing.
TEXTS = (
    *(name for name in CONTACT_FIELDS if name != "contact_way"),
    "note", "best_hours", "country", "receipt_email", "currency", "language", "phone_digits",
    "search_text",
)  # fmt: skip
MOST_SAID = 5


def may_erase(session: Session, customer: Customer) -> Decision:
    """Whether nothing is open for them; the reason names the orders to close first."""
    ids = [one.id for one in family(session, customer)]
    waiting = sa.select(Order.number).where(Order.customer_id.in_(ids), Order.open == 1)
    numbers = list(session.scalars(waiting.order_by(Order.number).limit(MOST_SAID + 1)))
    said = ", ".join(str(number) for number in numbers[:MOST_SAID])
    more = " and more" if len(numbers) > MOST_SAID else ""
    what = "Order" if len(numbers) == 1 else "Orders"
    verb, it = ("is", "it") if len(numbers) == 1 else ("are", "them")
    return when(not numbers, f"{what} {said}{more} {verb} still open. Close {it} first.")


def name_to_type(customer: Customer) -> str:
    """What somebody must type to say that they mean it."""
    return customer.full_name or f"customer {customer.id}"


def erase(session: Session, customer: Customer, typed_name: str, by: Viewer) -> None:
    """Erase somebody's data. Twice is once. Invalid when the name is not typed as it is, Refused
    while an order is open, NotAllowed."""
    by.can(Permission.CUSTOMERS_MANAGE).enforce()
    everybody = _held(session, customer)
    if customer.erased_at is not None:
        return
    if haystack(typed_name) != haystack(name_to_type(customer)):
        raise Invalid({"name": f"Type “{name_to_type(customer)}” to say that you mean it."})
    may_erase(session, customer).enforce()
    ids = [one.id for one in everybody]
    traces = traces_of(session, everybody)
    forgetting.messages(session, ids)
    forgetting.calls(session, ids)
    forgetting.orders(session, ids, traces)
    forgetting.look_alikes(session, traces)
    forgetting.drafts(session, ids, traces)
    forgetting.trail(session, [subject_of(one) for one in everybody], traces)
    forgetting.waiting(session, traces)
    forgetting.files(session, traces)
    _records(session, everybody)
    forgetting.indexes(session)
    record(session, by, "customer erased", subject_of(customer), after={"records": len(ids)})


def family(session: Session, customer: Customer) -> list[Customer]:
    """The record, the one it went into, and all that were ever merged into those: one person."""
    top = merging.current(session, customer)
    found, new = {top.id: top, customer.id: customer}, [top.id, customer.id]
    while new:
        more = session.scalars(sa.select(Customer).where(Customer.merged_into_id.in_(new)))
        added = {one.id: one for one in more if one.id not in found}
        found |= added
        new = list(added)
    return [found[key] for key in sorted(found)]


def _held(session: Session, customer: Customer) -> list[Customer]:
    """The family, locked in the order of a merge: an order that is being taken for one of them is
    waited for, and then seen."""
    ids = [one.id for one in family(session, customer)]
    query = sa.select(Customer).where(Customer.id.in_(ids)).order_by(Customer.id)
    locked = query.with_for_update(of=Customer).execution_options(populate_existing=True)
    return list(session.scalars(locked))


def traces_of(session: Session, everybody: Sequence[Customer]) -> Traces:
    """What gives them away, from everywhere they have left a name or a number."""
    traces = Traces()
    ids = [one.id for one in everybody]
    contact = (*CONTACT_FIELDS, "receipt_email")
    for one in everybody:
        traces.add({name: getattr(one, name) for name in contact})
        traces.add_name(one.full_name)
    for address in session.scalars(
        sa.select(CustomerAddress).where(CustomerAddress.customer_id.in_(ids))
    ):
        fields = ("contact_name", "contact_phone", "street")
        traces.add({name: getattr(address, name) for name in fields})
    for reach in session.scalars(
        sa.select(CustomerReach).where(CustomerReach.customer_id.in_(ids))
    ):
        traces.add({"value": reach.value})
    for order in session.scalars(sa.select(Order).where(Order.customer_id.in_(ids))):
        traces.add({name: getattr(order, name) for name in CONTACT_FIELDS})
        traces.add_name(order.full_name)
    subjects = [subject_of(one) for one in everybody]
    for event in session.scalars(sa.select(AuditEvent).where(AuditEvent.subject.in_(subjects))):
        for facts in (event.before, event.after):
            traces.add(facts)
            traces.add_name(f"{facts.get('first_name', '')} {facts.get('last_name', '')}".strip())
    return traces


def _records(session: Session, everybody: Sequence[Customer]) -> None:
    """Empty the rows themselves, and drop what hangs on them."""
    ids = [one.id for one in everybody]
    for model in (CustomerAddress, CustomerReach):
        session.execute(sa.delete(model).where(model.customer_id.in_(ids)))
    merges = sa.or_(CustomerMerge.kept_id.in_(ids), CustomerMerge.merged_id.in_(ids))
    session.execute(sa.update(CustomerMerge).where(merges).values(moved={}))
    session.execute(
        sa.update(CustomerIntake)
        .where(CustomerIntake.customer_id.in_(ids))
        .values(content={}, problem="")
    )
    for store in [row for key in ids for row in merging.stores_like(session, key)]:
        store.default_customer_id = None
    session.flush()
    session.expire_all()
    for one in everybody:
        for name in TEXTS:
            setattr(one, name, "")
        one.extras, one.dimensions, one.affiliations = {}, {}, []
        one.member_number, one.person_number = None, 1
        one.member_type_id = one.group_id = one.one_time_key = None
        one.active, one.erased_at = False, clock.now()
    session.flush()
