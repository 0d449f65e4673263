"""Two records of one customer made one, and taken apart again.

The kept record gets what was chosen; the orders, drafts, calls, messages, repeats, addresses,
phones and affiliations of the other go over to it, and what was not chosen of phone, e-mail and
address becomes a second one, so that nothing is lost. Prices of orders do not change by a merge: an
order keeps the member type, the number and the contact it was taken with (C14).
`CustomerMerge.moved` remembers what went over.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from app.domain.access import Viewer
from app.domain.audit import record
from app.domain.customers import belongings
from app.domain.customers.actions import refresh, subject_of
from app.domain.customers.parts import EXTRA, PARTS, Part, snapshot
from app.models import Customer, CustomerMerge, Store
from app.vocabulary import clock
from app.vocabulary.errors import NotFound, Refused
from app.vocabulary.permissions import Permission

MOST_STEPS = 20


@dataclass(frozen=True)
class Pair:
    """The record that stays and the one that goes into it, both locked."""

    kept: Customer
    merged: Customer


def pair(session: Session, kept_id: int, merged_id: int) -> Pair:
    """Both records, locked in one order whoever comes from which side. NotFound, Refused when they
    are one and the same."""
    if kept_id == merged_id:
        raise Refused("That is the same record.")
    query = sa.select(Customer).where(Customer.id.in_((kept_id, merged_id)))
    rows = {row.id: row for row in session.scalars(query.order_by(Customer.id).with_for_update(
        of=Customer).execution_options(populate_existing=True))}  # fmt: skip
    if len(rows) < 2:
        raise NotFound("There is no such customer.")
    return Pair(rows[kept_id], rows[merged_id])


def current(session: Session, customer: Customer) -> Customer:
    """The record that a merged one went into, at the end of all merges; any other itself."""
    for _ in range(MOST_STEPS):
        if customer.merged_into_id is None:
            break
        customer = session.get_one(Customer, customer.merged_into_id)
    return customer


def merge(session: Session, both: Pair, chosen: Collection[str], by: Viewer) -> CustomerMerge:
    """Make the two one. `chosen` names what is taken from the merged record: parts by their key,
    answers as `extra-7`; the rest stays as it is kept. The same once more answers with the merge
    that was made. NotAllowed, Refused."""
    by.can(Permission.CUSTOMERS_MANAGE).enforce()
    known = _done_before(session, both)
    if known is not None:
        return known
    _refuse(both)
    kept, merged = both.kept, both.merged
    before = {"kept": snapshot(kept), "merged": snapshot(merged)}
    type_before = {kept.member_type_id, merged.member_type_id}
    taken = [part for part in PARTS if part.key in chosen]
    lost = belongings.spare(kept, merged, {part.key for part in taken})
    moved = belongings.move(session, kept, merged)
    _take(session, both, taken, chosen)
    belongings.keep_spare(session, kept, lost, moved)
    _enforce_prices(session, both, before["kept"]["member_type_id"], type_before, moved, by)
    was_active = merged.active
    merged.active, merged.merged_into_id = False, kept.id
    for one in (kept, merged):
        refresh(one)
        flag_modified(one, "search_text")
    moved |= {"before": before, "after": snapshot(kept), "was_active": was_active}
    made = CustomerMerge(
        kept_id=kept.id, merged_id=merged.id, at=clock.now(), user_id=by.user_id, moved=moved
    )
    session.add(made)
    session.flush()
    after = {"record": subject_of(merged), "orders": len(moved["orders"])}
    record(session, by, "customers merged", subject_of(kept), after=after)
    return made


def of_customer(session: Session, customer_id: int) -> list[CustomerMerge]:
    """The merges into a record, newest first."""
    query = sa.select(CustomerMerge).where(CustomerMerge.kept_id == customer_id)
    return list(session.scalars(query.order_by(CustomerMerge.id.desc()).limit(MOST_STEPS)))


def _done_before(session: Session, both: Pair) -> CustomerMerge | None:
    if both.merged.merged_into_id != both.kept.id:
        return None
    query = sa.select(CustomerMerge).where(
        CustomerMerge.kept_id == both.kept.id,
        CustomerMerge.merged_id == both.merged.id,
        CustomerMerge.undone_at.is_(None),
    )
    return session.scalar(query.order_by(CustomerMerge.id.desc()))


def _refuse(both: Pair) -> None:
    for one in (both.kept, both.merged):
        if one.erased_at is not None:
            raise Refused("The data of one of them was erased.")
        if one.merged_into_id is not None:
            raise Refused("One of them was merged into another record already. Open that one.")
    if not both.kept.active:
        raise Refused("The record that stays must be an active one.")


def _take(session: Session, both: Pair, taken: list[Part], chosen: Collection[str]) -> None:
    """Write what was chosen of the merged record into the kept one."""
    kept, merged = both.kept, both.merged
    values = {name: getattr(merged, name) for part in taken for name in part.columns}
    if "member_number" in values and merged.member_number is not None:
        # Two records can't hold the same place in a household, not even for a moment.
        merged.member_number = None
        session.flush()
    for name, value in values.items():
        setattr(kept, name, value)
    extras = dict(kept.extras)
    for key in {*kept.extras, *merged.extras}:
        if f"{EXTRA}{key}" not in chosen:
            continue
        extras.pop(key, None)
        if key in merged.extras:
            extras[key] = merged.extras[key]
    kept.extras = extras
    session.flush()


def _enforce_prices(
    session: Session,
    both: Pair,
    before: int | None,
    types: set[int | None],
    moved: dict[str, list[int]],
    by: Viewer,
) -> None:
    """Whoever changes a member type, of a customer or of those who will start like a store's
    default customer, sets prices (C8)."""
    changes = both.kept.member_type_id != before
    starts = bool(moved["stores"]) and len(types) > 1
    if changes or starts:
        by.can(Permission.PRICES_EDIT).enforce()


def stores_like(session: Session, customer_id: int) -> list[Store]:
    """The stores whose default customer somebody is."""
    query = sa.select(Store).where(Store.default_customer_id == customer_id)
    return list(session.scalars(query.order_by(Store.id)))
