"""The part of the world that a customer's page may show."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.customers import intakes, merging
from app.models import (
    AccountState,
    AddressPurpose,
    Affiliation,
    AttributeKind,
    Customer,
    CustomerAddress,
    CustomerAttribute,
    CustomerGroup,
    CustomerReach,
    ReachKind,
    Setting,
    Store,
)
from app.vocabulary.permissions import Permission
from tests.factories import a_customer


def reached_elsewhere(session: Session, customer: Customer) -> None:
    """Give a member a household, a further address and a second phone, where the store wants
    those."""
    session.add(Setting(key="secondary_contacts", store_id=0, value={"is": True}))
    a_customer(
        session,
        last_name=customer.last_name,
        member_number=customer.member_number,
        person_number=2,
        account_state=AccountState.HOLD,
    )
    street = f"1 {customer.last_name} Road"
    customer.addresses.append(CustomerAddress(purpose=AddressPurpose.OFFICE, street=street))
    phone = CustomerReach(kind=ReachKind.PHONE, value="+12175550177", digits="2175550177")
    customer.reaches.append(phone)
    session.flush()
    _asked_and_answered(session, customer)
    _once_more_and_waiting(session, customer)


def _asked_and_answered(session: Session, customer: Customer) -> None:
    """An attribute of each kind with an answer, a group, an affiliation; they are the default
    customer of the last store."""
    kinds = {
        AttributeKind.TEXT: "Oats", AttributeKind.NUMBER: "3", AttributeKind.DATE: "2026-02-28",
        AttributeKind.CHOICE: "Raw", AttributeKind.YES_NO: "yes",
    }  # fmt: skip
    asked = [
        CustomerAttribute(
            label=f"Asked: {kind.label}",
            kind=kind,
            choices=["Raw", "Vegan"] if kind is AttributeKind.CHOICE else [],
        )
        for kind in kinds
    ]
    session.add_all(asked)
    session.flush()
    customer.extras = {str(one.id): kinds[one.kind] for one in asked}
    customer.group = CustomerGroup(name="Walk-in", dimensions={"Cost centre": "C-7"})
    customer.affiliations.append(Affiliation(name="Students"))
    customer.receipt_email = "till@example.org"
    last = session.scalars(sa.select(Store).order_by(Store.id.desc())).first()
    assert last is not None
    last.default_customer_id = customer.id
    session.flush()


def _once_more_and_waiting(session: Session, customer: Customer) -> None:
    """The same member a second time, merged; and somebody who waits to become a record."""
    stores = session.scalars(sa.select(Store.id).order_by(Store.id)).all()
    by = Viewer(None, "Law", frozenset(Permission), stores[0])
    twin = a_customer(session, last_name=f"{customer.last_name} Again", email="twin@example.org")
    merging.merge(session, merging.pair(session, customer.id, twin.id), {"email"}, by)
    sent = {"last_name": f"{customer.last_name} Sent", "phone": "217 555 0123"}
    for n in range(2):
        intakes.receive(session, f"lawful-intake-{n}", "tablet", sent, stores[0])
