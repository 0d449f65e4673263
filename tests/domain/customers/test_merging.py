"""Two records made one, and taken apart again."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.customers import belongings, merging
from app.domain.customers.actions import refresh
from app.domain.customers.merging import merge, pair
from app.domain.customers.parts import differing, usual_choice
from app.domain.customers.unmerging import may_undo, undo
from app.domain.orders import drafts
from app.domain.orders.content import DraftContent
from app.models import (
    AccountState,
    AddressPurpose,
    Affiliation,
    AuditEvent,
    Customer,
    CustomerAddress,
    CustomerMerge,
    CustomerReach,
    Draft,
    MemberRule,
    ReachKind,
)
from app.vocabulary import clock
from app.vocabulary.errors import NotAllowed, NotFound, Refused
from app.vocabulary.permissions import Permission
from tests.domain.customers.about import about
from tests.factories import a_customer, a_department, a_member_type, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of


@pytest.fixture
def manager(cast: Cast) -> Viewer:
    return viewer_of(cast.manager)


@pytest.fixture
def two(session: Session, cast: Cast, manager: Viewer) -> tuple[Customer, Customer]:
    """One who stays, and the same person once more with everything a record can have."""
    stays = a_customer(session, first_name="Hana", last_name="Ito", phone="+12175550142", street="")
    goes = a_customer(
        session,
        first_name="H.",
        last_name="Ito",
        phone="+12175550199",
        email="hana@example.org",
        street="2 Side St",
        city="Town",
        member_number=208,
        note="Rings twice",
        account_state=AccountState.PREPAY,
        extras={"7": "yes"},
        affiliations=[Affiliation(name="Students")],
    )
    goes.addresses = [CustomerAddress(purpose=AddressPurpose.OFFICE, street="9 Work Rd")]
    goes.reaches = [CustomerReach(kind=ReachKind.EMAIL, value="h@example.org", consents=True)]
    for one in (stays, goes):
        refresh(one)
    cast.river.default_customer_id = goes.id
    product = a_product(session, a_department(session))
    order = an_order(session, manager, [a_wish(product)], goes)
    session.add_all(about(order, cast))
    content = drafts.choose_customer(DraftContent(), goes)
    session.add(
        Draft(
            key="a-draft-of-theirs-1",
            user_id=cast.taker.id,
            store_id=cast.hill.id,
            touched_at=clock.now(),
            content=content.to_json(),
        )
    )
    session.commit()
    return stays, goes


def _state(session: Session) -> dict[str, Any]:
    """Everything about customers and what belongs to them, but counts of versions and traces."""
    session.flush()
    session.expire_all()
    left_out = {"version", "created_at", "moved"}
    tables = [
        "customers", "customer_addresses", "customer_reaches", "customer_affiliations", "orders",
        "order_lines", "drafts", "stores", "calls", "messages", "recurrences", "customer_intakes",
    ]  # fmt: skip
    state = {}
    for name in tables:
        table = Customer.metadata.tables[name]
        columns = [c for c in table.columns if c.name not in left_out]
        state[name] = sorted(map(repr, session.execute(sa.select(*columns)).all()))
    return state


def _merge(session: Session, two: tuple[Customer, Customer], by: Viewer, *chosen: str) -> Any:
    made = merge(session, pair(session, two[0].id, two[1].id), chosen, by)
    session.commit()
    return made


def test_everything_goes_over_and_nothing_is_lost(
    session: Session, cast: Cast, manager: Viewer, two: tuple[Customer, Customer]
) -> None:
    stays, goes = two
    assert belongings.counted(session, goes) == belongings.Counted(1, 1, 1, 1, 1, ("River Store",))
    both = pair(session, stays.id, goes.id)
    usual = {part.key for part in differing(*two) if usual_choice(stays, goes, part)}
    assert usual == {"email", "address", "membership", "account_state", "note"}
    merge(session, both, {*usual, "extra-7"}, manager)
    session.commit()
    assert (stays.first_name, stays.email, stays.member_number) == ("Hana", "hana@example.org", 208)
    assert (stays.street, stays.account_state) == ("2 Side St", AccountState.PREPAY)
    assert stays.extras == {"7": "yes"}
    assert [one.street for one in stays.addresses] == ["9 Work Rd"]
    assert sorted(one.value for one in stays.reaches) == ["+12175550199", "h@example.org"]
    assert [one.name for one in stays.affiliations] == ["Students"]
    assert belongings.counted(session, stays).orders == 1
    assert cast.river.default_customer_id == stays.id
    assert (goes.active, goes.merged_into_id, goes.member_number) == (False, stays.id, None)
    assert merging.current(session, goes) is stays
    event = session.scalars(sa.select(AuditEvent).filter_by(kind="customers merged")).one()
    assert event.after == {"record": f"customer:{goes.id}", "orders": 1}


@pytest.mark.parametrize(
    "chosen",
    [(), ("name", "phone", "email", "address", "membership", "note", "extra-7", "paying")],
)
def test_undoing_restores_everything(
    session: Session, manager: Viewer, two: tuple[Customer, Customer], chosen: tuple[str, ...]
) -> None:
    before = _state(session)
    made = _merge(session, two, manager, *chosen)
    assert _state(session) != before
    assert undo(session, made.id, manager) == []
    assert _state(session) == before
    session.commit()
    assert undo(session, made.id, manager) == []
    assert _state(session) == before
    again = _merge(session, two, manager, *chosen)
    assert again.id != made.id


def test_twice_is_once(session: Session, manager: Viewer, two: tuple[Customer, Customer]) -> None:
    made = _merge(session, two, manager, "note")
    after = _state(session)
    assert _merge(session, two, manager, "note", "name") is made
    assert _state(session) == after
    assert session.scalar(sa.select(sa.func.count()).select_from(CustomerMerge)) == 1


def test_what_was_changed_since_stays_and_is_named(
    session: Session, cast: Cast, manager: Viewer, two: tuple[Customer, Customer]
) -> None:
    stays, goes = two
    made = _merge(session, two, manager, "note", "email")
    stays.note = "New words"
    later = an_order(session, manager, [a_wish(a_product(session, a_department(session)))], stays)
    session.commit()
    assert undo(session, made.id, manager) == ["Note"]
    assert (stays.note, stays.email, goes.email) == ("New words", "", "hana@example.org")
    assert later.customer_id == stays.id
    assert belongings.counted(session, goes).orders == 1


def test_an_order_for_a_merged_record_is_for_the_one_that_stays(
    session: Session, manager: Viewer, two: tuple[Customer, Customer]
) -> None:
    stays, goes = two
    _merge(session, two, manager)
    order = an_order(session, manager, [a_wish(a_product(session, a_department(session)))], goes)
    assert order.customer_id == stays.id


def test_merges_are_undone_backwards(
    session: Session, manager: Viewer, two: tuple[Customer, Customer]
) -> None:
    third = a_customer(session, last_name="Third")
    first = _merge(session, two, manager)
    second = _merge(session, (third, two[0]), manager)
    assert merging.current(session, two[1]) is third
    assert "Undo that first" in may_undo(session, first).reason
    with pytest.raises(Refused):
        undo(session, first.id, manager)
    undo(session, second.id, manager)
    assert undo(session, first.id, manager) == []


def test_no_to_marketing_beats_yes(
    session: Session, manager: Viewer, two: tuple[Customer, Customer]
) -> None:
    stays, goes = two
    goes.reaches[0].consents = False
    stays.reaches = [CustomerReach(kind=ReachKind.EMAIL, value="h@example.org", consents=True)]
    refresh(stays)
    session.commit()
    before = _state(session)
    made = _merge(session, two, manager)
    assert [one.consents for one in stays.reaches if one.value == "h@example.org"] == [False]
    undo(session, made.id, manager)
    assert _state(session) == before


def test_prices_of_open_orders_stay(session: Session, cast: Cast, manager: Viewer) -> None:
    cheap = a_member_type(session, MemberRule.MARKDOWN, "50")
    stays = a_customer(session, member_number=5, member_type=cheap)
    goes = a_customer(session)
    product = a_product(session, a_department(session))
    order = an_order(session, manager, [a_wish(product)], goes)
    before = (order.lines[0].unit_price, order.member_type_id, order.full_name)
    merge(session, pair(session, stays.id, goes.id), (), manager)
    session.commit()
    session.refresh(order)
    assert order.customer_id == stays.id
    assert (order.lines[0].unit_price, order.member_type_id, order.full_name) == before


def test_member_types_need_the_right_to_set_prices(session: Session, manager: Viewer) -> None:
    cheap = a_member_type(session, MemberRule.MARKDOWN, "50")
    stays, goes = a_customer(session), a_customer(session, member_number=5, member_type=cheap)
    session.commit()
    powers = manager.permissions - {Permission.PRICES_EDIT}
    by = Viewer(manager.user_id, "x", powers, manager.store_id)
    with pytest.raises(NotAllowed), session.begin_nested():
        merge(session, pair(session, stays.id, goes.id), {"membership"}, by)
    session.expire_all()
    merge(session, pair(session, stays.id, goes.id), {"note"}, by)
    assert stays.member_type_id is None


def test_what_cannot_be_merged(
    session: Session, cast: Cast, manager: Viewer, two: tuple[Customer, Customer]
) -> None:
    stays, goes = two
    with pytest.raises(Refused):
        pair(session, stays.id, stays.id)
    with pytest.raises(NotFound):
        pair(session, stays.id, 99_999)
    with pytest.raises(NotAllowed):
        merge(session, pair(session, stays.id, goes.id), (), viewer_of(cast.buyer))
    _merge(session, two, manager)
    third = a_customer(session)
    with pytest.raises(Refused):
        merge(session, pair(session, third.id, goes.id), (), manager)
    with pytest.raises(Refused):
        merge(session, pair(session, goes.id, third.id), (), manager)
    third.erased_at = clock.now()
    with pytest.raises(Refused):
        merge(session, pair(session, stays.id, third.id), (), manager)


def test_a_place_in_the_household_that_was_given_away_keeps_the_merge(
    session: Session, manager: Viewer, two: tuple[Customer, Customer]
) -> None:
    stays, _goes = two
    made = _merge(session, two, manager, "membership")
    stays.member_number = None
    session.flush()
    a_customer(session, member_number=208)
    session.commit()
    assert "place in the household" in may_undo(session, made).reason


def test_a_membership_that_stays_is_not_given_twice(
    session: Session, cast: Cast, two: tuple[Customer, Customer]
) -> None:
    stays, goes = two
    admin = viewer_of(cast.admin)
    made = _merge(session, two, admin, "membership")
    stays.member_type_id = a_member_type(session).id
    session.commit()

    assert undo(session, made.id, admin) == ["Membership"]
    session.commit()
    assert (stays.member_number, goes.member_number, goes.active) == (208, None, True)
