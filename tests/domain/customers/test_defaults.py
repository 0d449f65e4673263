"""What new customers start with."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.domain.customers.defaults import Start, start_of
from app.domain.settings import reading
from app.models import Affiliation, Customer, CustomerGroup, CustomerKind, ReceiptWay
from tests.factories import a_customer, a_member_type
from tests.support.cast import Cast


def _model(session: Session, **values: object) -> Customer:
    group = CustomerGroup(name="Walk-in", dimensions={"Cost centre": "100"})
    usual = {
        "member_type": a_member_type(session),
        "kind": CustomerKind.ORGANIZATION,
        "group": group,
        "receipt_way": ReceiptWay.BOTH,
        "receipt_email": "shop@example.org",
        "currency": "CAD",
        "language": "fr-CA",
        "dimensions": {"Cost centre": "999", "Drifted": "1"},
        "affiliations": [Affiliation(name="Students"), Affiliation(name="Gone", active=False)],
        "phone": "555-0133",
        "note": "never copied",
    }
    return a_customer(session, **{**usual, **values})


@pytest.mark.contract("M15")
def test_without_a_default_customer_the_settings_say(session: Session, cast: Cast) -> None:
    values = {"home_country": "CA", "currency": "CAD", "language": "en-CA"}
    reading.change(session, values, store_id=cast.hill.id, by=None)
    assert start_of(session, cast.hill.id) == Start(country="CA", currency="CAD", language="en-CA")
    assert start_of(session, cast.river.id) == Start(country="US", currency="USD", language="en-US")


@pytest.mark.contract("M8")
@pytest.mark.contract("M9")
@pytest.mark.contract("M10")
def test_each_store_copies_its_own_default_customer(session: Session, cast: Cast) -> None:
    model = _model(session)
    cast.hill.default_customer_id = model.id
    session.flush()
    assert start_of(session, cast.hill.id) == Start(
        kind=CustomerKind.ORGANIZATION,
        member_type_id=model.member_type_id,
        group_id=model.group_id,
        receipt_way=ReceiptWay.BOTH,
        receipt_email="shop@example.org",
        currency="CAD",
        language="fr-CA",
        country="US",
        affiliation_ids=(model.affiliations[0].id,),
        dimensions={"Cost centre": "100"},
    )
    assert start_of(session, cast.river.id).group_id is None


def test_what_was_retired_is_not_passed_on(session: Session, cast: Cast) -> None:
    model = _model(session)
    model.group.active = False
    model.member_type.active = False
    cast.hill.default_customer_id = model.id
    session.flush()
    start = start_of(session, cast.hill.id)
    assert (start.group_id, start.member_type_id, start.dimensions) == (None, None, {})
    model.active = False
    session.flush()
    assert start_of(session, cast.hill.id) == Start(country="US", currency="USD", language="en-US")
