"""Customers who arrive before they are records (M16)."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.customers import intakes
from app.models import AuditEvent, Customer, CustomerGroup, CustomerIntake
from app.vocabulary.errors import Invalid, NotAllowed, Refused
from tests.factories import a_customer, a_member_type
from tests.support.cast import Cast, viewer_of

SENT = {"first_name": "Hana", "last_name": "Ito", "phone": "217 555 0142", "kind": "person"}
KEY = "from-a-tablet-0001"


@pytest.fixture
def manager(cast: Cast) -> Viewer:
    return viewer_of(cast.manager)


def _count(session: Session, model: type[Customer] | type[CustomerIntake]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


@pytest.mark.contract("M16")
def test_what_arrives_twice_is_kept_once_and_converted_once(
    session: Session, cast: Cast, manager: Viewer
) -> None:
    group = CustomerGroup(name="Walk-in", dimensions={"Cost centre": "100"})
    cast.hill.default_customer_id = a_customer(session, group=group).id
    one = intakes.receive(session, KEY, "tablet", SENT, cast.hill.id)
    two = intakes.receive(session, KEY, "tablet", {**SENT, "last_name": "Other"}, cast.hill.id)
    assert (one.id, two.content) == (two.id, SENT)
    assert len(intakes.waiting(session)) == 1
    customer = intakes.convert(session, one, manager)
    assert customer is not None
    assert (customer.full_name, customer.phone) == ("Hana Ito", "+12175550142")
    assert (customer.group_id, customer.country) == (group.id, "US")
    assert intakes.convert(session, one, manager) is customer
    assert (one.customer_id, one.content, one.problem) == (customer.id, {}, "")
    assert intakes.waiting(session) == []
    assert _count(session, Customer) == 2


@pytest.mark.contract("M16")
def test_what_cannot_be_a_record_waits_with_its_reason(
    session: Session, cast: Cast, manager: Viewer
) -> None:
    sent = intakes.receive(session, KEY, "tablet", {"phone": "12"}, cast.hill.id)
    assert intakes.convert(session, sent, manager) is None
    assert sent.problem.startswith("Type a last name.")
    assert intakes.waiting(session) == [sent]
    customer = intakes.take(session, sent, manager, SENT)
    assert customer.last_name == "Ito"


@pytest.mark.contract("M16")
def test_a_dropped_one_is_forgotten(session: Session, cast: Cast, manager: Viewer) -> None:
    sent = intakes.receive(session, KEY, "tablet", SENT, cast.hill.id)
    with pytest.raises(NotAllowed):
        intakes.drop(session, sent, viewer_of(cast.buyer))
    intakes.drop(session, sent, manager)
    intakes.drop(session, sent, manager)
    assert (sent.content, sent.customer_id) == ({}, None)
    with pytest.raises(Refused):
        intakes.convert(session, sent, manager)
    assert intakes.receive(session, KEY, "tablet", SENT, cast.hill.id) is sent
    session.flush()
    assert session.scalars(sa.select(AuditEvent.kind)).all() == ["waiting customer dropped"]


@pytest.mark.parametrize(
    "content",
    [
        {"last_name": "x" * 81},
        {"last_name": 7},
        {"last_name": "a\x00b"},
        {"kind": "robot"},
        {"kind": ["person"]},
        {"contact_way": {}},
        {"extras": []},
        {"extras": {"1": "x" * 201}},
        {"extras": {str(n): "" for n in range(41)}},
        {"member_type_id": 1},
        {"member_number": 1},
        {"account_state": "good"},
        {"id": 1},
    ],
)
def test_what_may_not_be_sent(session: Session, cast: Cast, content: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        intakes.receive(session, KEY, "program", {**SENT, **content}, cast.hill.id)
    assert _count(session, CustomerIntake) == 0


def test_a_key_is_a_key(session: Session, cast: Cast) -> None:
    for key in ("", "short", "x" * 65):
        with pytest.raises(Invalid):
            intakes.receive(session, key, "program", SENT, cast.hill.id)


def test_a_key_of_somebody_else_makes_nobody_theirs(
    session: Session, cast: Cast, manager: Viewer
) -> None:
    rich = a_customer(session, member_type=a_member_type(session), one_time_key=KEY)
    sent = intakes.receive(session, KEY, "program", SENT, cast.hill.id)
    made = intakes.convert(session, sent, manager)
    assert made is not None
    assert made.id != rich.id
    assert made.member_type_id is None
