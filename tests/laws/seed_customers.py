"""The part of the world that a customer's page may show."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.models import (
    AccountState,
    AddressPurpose,
    Customer,
    CustomerAddress,
    CustomerReach,
    ReachKind,
    Setting,
)
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
