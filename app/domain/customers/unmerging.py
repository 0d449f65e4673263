"""Taking a merge back: everything that went over returns, as it was.

What was changed since stays changed and is named; what cannot be undone at all is refused with the
reason: data that was erased, a record that was merged further, a place in a household that somebody
else has taken.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from app.domain.access import Viewer
from app.domain.audit import record
from app.domain.customers import belongings
from app.domain.customers.actions import refresh, subject_of
from app.domain.customers.merging import Pair, pair
from app.domain.customers.parts import PARTS, plain, restore
from app.models import (
    Affiliation,
    Customer,
    CustomerAddress,
    CustomerMerge,
    CustomerReach,
    Order,
    Store,
)
from app.vocabulary import clock
from app.vocabulary.decisions import YES, Decision, no
from app.vocabulary.errors import NotFound
from app.vocabulary.permissions import Permission


def may_undo(session: Session, merge: CustomerMerge) -> Decision:
    """Whether a merge can be taken back, and if not, why."""
    if merge.undone_at is not None:
        return no("This was undone already.")
    kept = session.get_one(Customer, merge.kept_id)
    merged = session.get_one(Customer, merge.merged_id)
    if not merge.moved or kept.erased_at or merged.erased_at:
        return no("The data was erased since.")
    if kept.merged_into_id is not None:
        return no("The kept record was merged into another since. Undo that first.")
    if merged.merged_into_id != kept.id:
        return no("The records have changed too much since.")
    if _later(session, merge):
        return no("Another record was merged into this one later. Undo that first.")
    if _place_taken(session, merge, kept):
        return no("Somebody else has their place in the household now.")
    return YES


def by_id(session: Session, merge_id: int) -> CustomerMerge:
    """A merge. NotFound."""
    merge = session.get(CustomerMerge, merge_id)
    if merge is None:
        raise NotFound("There is no such merge.")
    return merge


def undo(session: Session, merge_id: int, by: Viewer) -> list[str]:
    """Take a merge back; tells in words what was changed since and therefore stayed as it is. Twice
    is once. NotFound, NotAllowed, Refused."""
    by.can(Permission.CUSTOMERS_MANAGE).enforce()
    merge = by_id(session, merge_id)
    both = pair(session, merge.kept_id, merge.merged_id)
    session.refresh(merge)
    if merge.undone_at is not None:
        return []
    may_undo(session, merge).enforce()
    _enforce_prices(session, both, merge, by)
    stayed = _fields(session, both, merge.moved)
    _belongings(session, both, merge.moved)
    both.merged.active, both.merged.merged_into_id = merge.moved["was_active"], None
    for one in (both.kept, both.merged):
        refresh(one)
        flag_modified(one, "search_text")
    merge.undone_at, merge.undone_by_id = clock.now(), by.user_id
    session.flush()
    after = {"record": subject_of(both.merged)}
    record(session, by, "merge undone", subject_of(both.kept), after=after)
    return stayed


def _later(session: Session, merge: CustomerMerge) -> bool:
    """Whether the kept record took in another one afterwards: undoing goes backwards."""
    later = sa.exists().where(
        CustomerMerge.kept_id == merge.kept_id,
        CustomerMerge.id > merge.id,
        CustomerMerge.undone_at.is_(None),
    )
    return bool(session.scalar(sa.select(later)))


def _place_taken(session: Session, merge: CustomerMerge, kept: Customer) -> bool:
    for name in ("kept", "merged"):
        was = merge.moved["before"][name]
        if was["member_number"] is None:
            continue
        somebody = sa.exists().where(
            Customer.member_number == was["member_number"],
            Customer.person_number == was["person_number"],
            Customer.id.not_in((kept.id, merge.merged_id)),
        )
        if session.scalar(sa.select(somebody)):
            return True
    return False


def _enforce_prices(session: Session, both: Pair, merge: CustomerMerge, by: Viewer) -> None:
    before = merge.moved["before"]["kept"]["member_type_id"]
    types = {before, merge.moved["before"]["merged"]["member_type_id"]}
    starts = bool(merge.moved["stores"]) and len(types) > 1
    if both.kept.member_type_id != before or starts:
        by.can(Permission.PRICES_EDIT).enforce()


def _fields(session: Session, both: Pair, moved: dict[str, Any]) -> list[str]:
    """Write back what the merge wrote into the kept record, and the merged record's own place."""
    kept, before, after = both.kept, moved["before"], moved["after"]
    stayed, back = [], []
    for part in PARTS:
        # A merge from before a part was known says nothing of it.
        if all(before["kept"].get(name) == after.get(name) for name in part.columns):
            continue
        if all(plain(getattr(kept, name)) == after[name] for name in part.columns):
            back.append(part)
        else:
            stayed.append(part.label)
    columns = [name for part in back for name in part.columns]
    if "member_number" in columns:
        kept.member_number = None
        session.flush()
    merged_place = ("member_number", "person_number", "member_type_id")
    place = (before["merged"]["member_number"], before["merged"]["person_number"])
    # A membership that stayed with the kept record can't be the merged one's as well.
    free = both.merged.member_number is None and (kept.member_number, kept.person_number) != place
    if "member_number" in columns or free:
        restore(both.merged, before["merged"], merged_place)
        session.flush()
    restore(kept, before["kept"], columns)
    if kept.extras == after["extras"]:
        kept.extras = before["kept"]["extras"]
    else:
        stayed.append("Answers")
    session.flush()
    return stayed


def _belongings(session: Session, both: Pair, moved: dict[str, Any]) -> None:
    kept, merged = both.kept, both.merged
    belongings.give(session, Order, moved["orders"], merged.id, of=kept.id)
    for name, model in belongings.FOLLOWING.items():
        # A merge from before a table was known says nothing of it.
        belongings.give(session, model, moved.get(name, []), merged.id, of=kept.id)
    chosen = belongings.drafts_of(session, kept.id)
    belongings.give_drafts([d for d in chosen if d.id in moved["drafts"]], merged.id)
    _drop_made(session, kept, moved)
    belongings.give(session, CustomerAddress, moved["addresses"], merged.id, of=kept.id)
    belongings.give(session, CustomerReach, moved["reaches"], merged.id, of=kept.id)
    for reach in session.scalars(
        sa.select(CustomerReach).where(
            CustomerReach.id.in_([int(key) for key in moved["consents"]]),
            CustomerReach.customer_id == kept.id,
        )
    ):
        reach.consents = True
    more = session.scalars(sa.select(Affiliation).where(Affiliation.id.in_(moved["affiliations"])))
    for one in more:
        if one in kept.affiliations:
            kept.affiliations.remove(one)
    for store in session.scalars(sa.select(Store).where(Store.id.in_(moved["stores"]))):
        if store.default_customer_id == kept.id:
            store.default_customer_id = merged.id
    session.flush()
    for record_ in (kept, merged):
        session.expire(record_, ["addresses", "reaches"])


def _drop_made(session: Session, kept: Customer, moved: dict[str, Any]) -> None:
    """Second phones, e-mails and addresses that the merge made of first ones go again."""
    for model, key in ((CustomerReach, "made_reaches"), (CustomerAddress, "made_addresses")):
        owned = sa.select(model).where(model.id.in_(moved[key]), model.customer_id == kept.id)
        for row in session.scalars(owned):
            session.delete(row)
    session.flush()
