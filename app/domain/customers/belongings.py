"""What belongs to a customer's record, and how a merge moves it. Ids of what moved are what an undo
needs, so every function here tells or takes them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.customers.phones import digits_of
from app.domain.customers.phones import same as same_phone
from app.domain.orders.drafts import content_of
from app.models import (
    Call,
    Customer,
    CustomerAddress,
    CustomerIntake,
    CustomerReach,
    Draft,
    Message,
    Order,
    ReachKind,
    Recurrence,
    Store,
)

ADDRESS = ("street", "city", "region", "postal_code")
Moved = dict[str, Any]
_Belonging = (
    type[Call]
    | type[CustomerAddress]
    | type[CustomerIntake]
    | type[CustomerReach]
    | type[Message]
    | type[Order]
    | type[Recurrence]
)
# What just names the record that it is about.
FOLLOWING: dict[str, _Belonging] = {
    "calls": Call,
    "messages": Message,
    "recurrences": Recurrence,
    "intakes": CustomerIntake,
}


@dataclass(frozen=True)
class Counted:
    """How much belongs to a record: what a merge would move."""

    orders: int = 0
    open_orders: int = 0
    drafts: int = 0
    addresses: int = 0
    reaches: int = 0
    stores: tuple[str, ...] = field(default_factory=tuple)


def counted(session: Session, customer: Customer) -> Counted:
    """What would go over with `customer`."""
    mine = Order.customer_id == customer.id
    count = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(Order.open), 0)).where(mine)
    every, still_open = session.execute(count).one()
    stores = session.scalars(sa.select(Store.name).where(Store.default_customer_id == customer.id))
    return Counted(
        orders=every,
        open_orders=int(still_open),
        drafts=len(drafts_of(session, customer.id)),
        addresses=len(customer.addresses),
        reaches=len(customer.reaches),
        stores=tuple(sorted(stores)),
    )


def drafts_of(session: Session, customer_id: int) -> list[Draft]:
    """The orders being taken for a customer."""
    chosen = Draft.content["customer_id"].as_integer() == customer_id
    return list(session.scalars(sa.select(Draft).where(chosen).order_by(Draft.id)))


def give_drafts(drafts: list[Draft], customer_id: int) -> None:
    """Let drafts be for another record; their contact is their own."""
    for draft in drafts:
        draft.content = replace(content_of(draft), customer_id=customer_id).to_json()


def move(session: Session, kept: Customer, merged: Customer) -> Moved:
    """Let everything of `merged` belong to `kept`; tells the ids by what it is. A phone or e-mail
    that both have stays where it is, and a “no” to marketing beats a “yes”."""
    mine = Order.customer_id == merged.id
    orders = list(session.scalars(sa.select(Order.id).where(mine).order_by(Order.id)))
    session.execute(sa.update(Order).where(mine).values(customer_id=kept.id))
    drafts = drafts_of(session, merged.id)
    give_drafts(drafts, kept.id)
    moved: Moved = {"orders": orders, "drafts": [draft.id for draft in drafts]}
    for name, model in FOLLOWING.items():
        theirs = sa.select(model.id).where(model.customer_id == merged.id).order_by(model.id)
        moved[name] = list(session.scalars(theirs))
        give(session, model, moved[name], kept.id)
    moved["addresses"] = [address.id for address in merged.addresses]
    known = {(reach.kind, reach.value): reach for reach in kept.reaches}
    consents, reaches = {}, []
    for reach in merged.reaches:
        twin = known.get((reach.kind, reach.value))
        if twin is None:
            reaches.append(reach.id)
        elif twin.consents and not reach.consents:
            consents[str(twin.id)] = True
            twin.consents = False
    moved |= {"reaches": reaches, "consents": consents}
    more = [one for one in merged.affiliations if one not in kept.affiliations]
    moved["affiliations"] = sorted(one.id for one in more)
    kept.affiliations.extend(more)
    stores = list(session.scalars(sa.select(Store).where(Store.default_customer_id == merged.id)))
    for store in stores:
        store.default_customer_id = kept.id
    moved["stores"] = [store.id for store in stores]
    session.flush()
    give(session, CustomerAddress, moved["addresses"], kept.id)
    give(session, CustomerReach, reaches, kept.id)
    for one in (kept, merged):
        session.expire(one, ["addresses", "reaches"])
    return moved


def give(
    session: Session,
    model: _Belonging,
    ids: list[int],
    to: int,
    of: int | None = None,
) -> list[int]:
    """Let rows belong to the customer `to`, if they still are of the customer `of`; tells which."""
    column = model.customer_id
    query = sa.select(model.id).where(model.id.in_(ids))
    found = list(session.scalars(query.where(column == of) if of is not None else query))
    if found:
        session.execute(
            sa.update(model)
            .where(model.id.in_(found))
            .values(customer_id=to)
            .execution_options(synchronize_session=False)
        )
    return found


@dataclass(frozen=True)
class Spare:
    """What a merge would lose of a record: its phone, e-mail and main address, if there are any."""

    phone: str = ""
    email: str = ""
    address: dict[str, Any] = field(default_factory=dict)


def spare(kept: Customer, merged: Customer, taken: set[str]) -> Spare:
    """What the record that stays will not say: of the merged one, or of the kept one where the
    merged one's was taken."""

    def loser(part: str) -> Customer:
        return kept if part in taken else merged

    def winner(part: str) -> Customer:
        return merged if part in taken else kept

    phone, email = loser("phone").phone, loser("email").email
    if phone and same_phone(phone, winner("phone").phone):
        phone = ""
    if email.lower() == winner("email").email.lower():
        email = ""
    other, stays = loser("address"), winner("address")
    address = {name: getattr(other, name) for name in (*ADDRESS, "country")}
    empty = not any(address[name] for name in ADDRESS)
    if empty or all(address[name] == getattr(stays, name) for name in ADDRESS):
        address = {}
    else:
        address["purpose"] = other.address_purpose
    return Spare(phone, email, address)


def keep_spare(session: Session, kept: Customer, lost: Spare, moved: Moved) -> None:
    """Keep what was not chosen as a second phone, e-mail and address; notes their ids."""
    made: list[CustomerReach] = []
    have = {(reach.kind, reach.digits or reach.value.lower()) for reach in kept.reaches}
    if lost.phone and (ReachKind.PHONE, digits_of(lost.phone)) not in have:
        digits = digits_of(lost.phone)
        made.append(CustomerReach(kind=ReachKind.PHONE, value=lost.phone, digits=digits))
    if lost.email and (ReachKind.EMAIL, lost.email.lower()) not in have:
        made.append(CustomerReach(kind=ReachKind.EMAIL, value=lost.email))
    kept.reaches.extend(made)
    addresses = []
    if lost.address:
        addresses.append(CustomerAddress(**lost.address))
    kept.addresses.extend(addresses)
    session.flush()
    moved["made_reaches"] = [reach.id for reach in made]
    moved["made_addresses"] = [address.id for address in addresses]
