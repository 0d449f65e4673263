"""Adding and changing customers: once, checked, guarded, with a trace."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.customers import actions
from app.domain.customers.details import Details
from app.domain.settings import reading
from app.models import (
    AccountState,
    AddressPurpose,
    AuditEvent,
    ContactWay,
    Customer,
    CustomerKind,
    MemberType,
    Store,
)
from app.vocabulary.errors import Invalid, NotAllowed, Refused
from tests.factories import a_customer, a_member_type
from tests.support.cast import Cast, viewer_of

HANA = Details(first_name="Hana", last_name="Ito", phone="217 555 0142", email="hana@example.org")


def added(
    session: Session, cast: Cast, details: Details, key: str = "once", **kw: object
) -> Customer:
    """What a taker adds."""
    by = viewer_of(cast.taker)
    values = {"by": by, "store_id": by.store_id, "one_time_key": key, **kw}
    return actions.add(session, details, **values)  # type: ignore[arg-type]


def trail(session: Session, customer: Customer) -> list[AuditEvent]:
    """What the trail says of a customer."""
    session.flush()
    query = sa.select(AuditEvent).where(AuditEvent.subject == f"customer:{customer.id}")
    return list(session.scalars(query.order_by(AuditEvent.id)))


@pytest.mark.contract("M1")
def test_a_customer_has_name_email_phone_and_address(session: Session, cast: Cast) -> None:
    """The phone is kept in one writing, and any of its digits find it."""
    made = added(session, cast, Details(**{**HANA.spoken, "street": "4 Elm Rd", "city": "Alder"}))
    assert (made.full_name, made.phone, made.phone_digits) == (
        "Hana Ito",
        "+12175550142",
        "2175550142",
    )
    assert (made.email, made.street, made.city) == ("hana@example.org", "4 Elm Rd", "Alder")
    assert made.search_text == "hana ito 2175550142 hana@example.org"
    by = viewer_of(cast.taker)
    assert actions.change(session, made, Details(phone="217 555 0143"), by=by) is True
    assert (made.phone, made.last_name) == ("+12175550143", "Ito")
    assert actions.change(session, made, Details(phone="(217) 555-0143"), by=by) is False
    assert [(e.kind, e.before, e.after) for e in trail(session, made)[1:]] == [
        ("customer changed", {"phone": "+12175550142"}, {"phone": "+12175550143"})
    ]


def test_the_same_form_twice_adds_one_customer(session: Session, cast: Cast) -> None:
    """A second tap is answered with the first one's customer, and leaves no second trace."""
    first = added(session, cast, HANA)
    assert added(session, cast, HANA) is first
    assert session.scalar(sa.select(sa.func.count()).select_from(Customer)) == 1
    assert len(trail(session, first)) == 1


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (Details(first_name="Hana", last_name=""), "last_name"),
        (Details(kind=CustomerKind.ORGANIZATION, last_name=""), "last_name"),
        (Details(last_name="Ito", phone="555-0142"), "phone"),
        (Details(last_name="Ito", phone="call me"), "phone"),
        (Details(last_name="Ito", email="hana"), "email"),
        (Details(last_name="Ito", country="ZZ"), "country"),
        (Details(last_name="Ito", receipt_email="x@y"), "receipt_email"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(
    session: Session, cast: Cast, details: Details, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        added(session, cast, details)
    assert list(refused.value.fields) == [field]


def test_what_an_old_record_says_is_left_alone(session: Session, cast: Cast) -> None:
    """A phone nobody could read and an odd e-mail stay while something else is changed."""
    old = a_customer(session, phone="n/a", email="ask the office")
    by = viewer_of(cast.taker)
    details = Details(phone="n/a", email="ask the office", note="Likes mornings")
    assert actions.change(session, old, details, by=by) is True
    assert (old.phone, old.note) == ("n/a", "Likes mornings")


@pytest.mark.contract("M14")
def test_a_person_starts_at_home_and_an_organization_at_business(
    session: Session, cast: Cast
) -> None:
    """Unless somebody says otherwise, then or later."""
    person = added(session, cast, HANA)
    kitchen = Details(kind=CustomerKind.ORGANIZATION, first_name="x", last_name="Alder School")
    school = added(session, cast, kitchen, "two")
    box = Details(last_name="Marsh", address_purpose=AddressPurpose.POST_BOX)
    assert person.address_purpose is AddressPurpose.HOME
    assert (school.address_purpose, school.full_name) == (AddressPurpose.BUSINESS, "Alder School")
    assert added(session, cast, box, "three").address_purpose is AddressPurpose.POST_BOX
    office = Details(address_purpose=AddressPurpose.OFFICE)
    assert actions.change(session, person, office, by=viewer_of(cast.taker)) is True
    assert person.address_purpose is AddressPurpose.OFFICE


@pytest.mark.contract("M15")
def test_the_country_starts_at_the_organizations_own(session: Session, cast: Cast) -> None:
    """Numbers without a country are of it too."""
    reading.change(session, {"home_country": "GB"}, store_id=cast.hill.id, by=None)
    made = added(session, cast, Details(last_name="Ito", phone="020 7946 0958"))
    assert (made.country, made.phone) == ("GB", "+442079460958")
    assert added(session, cast, Details(last_name="Ito", country="FR"), "two").country == "FR"


@pytest.mark.parametrize(
    "details",
    [Details(member_number=208), Details(account_state=AccountState.HOLD)],
)
def test_member_numbers_and_account_states_are_a_managers(
    session: Session, cast: Cast, details: Details
) -> None:
    """A taker and a buyer may not, a manager may."""
    ada = a_customer(session)
    for person in (cast.taker, cast.buyer):
        with pytest.raises(NotAllowed):
            actions.change(session, ada, details, by=viewer_of(person))
    assert actions.change(session, ada, details, by=viewer_of(cast.manager)) is True


def test_a_member_type_decides_prices_so_it_needs_that_right(session: Session, cast: Cast) -> None:
    """Neither in a new record nor in an old one; a type out of use is not given."""
    owner, gone = a_member_type(session, name="Owner"), a_member_type(session, active=False)
    ada = a_customer(session)
    with pytest.raises(NotAllowed):
        added(session, cast, Details(last_name="Ito", member_type_id=owner.id))
    with pytest.raises(NotAllowed):
        actions.change(session, ada, Details(member_type_id=owner.id), by=viewer_of(cast.taker))
    buyer = viewer_of(cast.buyer)
    assert actions.change(session, ada, Details(member_type_id=owner.id), by=buyer) is True
    with pytest.raises(Invalid):
        actions.change(session, ada, Details(member_type_id=gone.id), by=buyer)


def test_what_the_default_customer_gives_needs_no_right(session: Session, cast: Cast) -> None:
    """A taker's new customer starts with the type of the store's default customer (M8)."""
    owner = a_member_type(session, name="Owner")
    model = a_customer(session, member_type=owner, account_state=AccountState.HOLD)
    session.get_one(Store, cast.hill.id).default_customer_id = model.id
    made = added(session, cast, HANA)
    assert (made.member_type_id, made.account_state) == (owner.id, AccountState.GOOD)


def test_a_household_shares_number_and_type(session: Session, cast: Cast) -> None:
    """Everybody who may add customers may add to one; person numbers are never given twice."""
    owner = a_member_type(session, name="Owner")
    hana = a_customer(session, member_number=208, member_type=owner)
    kenji = added(session, cast, Details(first_name="Kenji", last_name="Ito"), household=hana)
    assert (kenji.member_number, kenji.person_number) == (208, 2)
    assert kenji.member_type_id == owner.id
    kenji.active = False
    emi = added(session, cast, Details(first_name="Emi", last_name="Ito"), "two", household=hana)
    assert emi.person_number == 3
    with pytest.raises(Refused):
        added(session, cast, HANA, "three", household=a_customer(session))
    emi.merged_into_id = hana.id
    with pytest.raises(Refused):
        added(session, cast, HANA, "four", household=emi)


def test_a_number_that_others_have_makes_a_household(session: Session, cast: Cast) -> None:
    """Given by a manager; taken away, the customer is no member any more."""
    a_customer(session, member_number=208)
    ivo = a_customer(session, first_name="Ivo")
    by = viewer_of(cast.manager)
    actions.change(session, ivo, Details(member_number=208), by=by)
    assert (ivo.member_number, ivo.person_number) == (208, 2)
    actions.change(session, ivo, Details(member_number=None), by=by)
    assert (ivo.member_number, ivo.person_number) == (None, 1)


@pytest.mark.parametrize(
    ("typed", "error"),
    [(Details(last_name="Ito"), IntegrityError), (Details(member_number=209), Refused)],
)
def test_only_a_place_in_a_household_can_be_taken(
    session: Session, cast: Cast, typed: Details, error: type[Exception]
) -> None:
    """What else the database refuses is nobody who joined: it is told as what it is."""
    customer = a_customer(session, member_number=208)
    customer.group_id = 999_999
    with session.no_autoflush, pytest.raises(error):
        actions.change(session, customer, typed, by=viewer_of(cast.manager))


def test_adding_tells_what_the_database_refuses(session: Session, cast: Cast) -> None:
    """Only under a member number somebody may have been quicker; then it is tried again."""
    gone, manager = a_member_type(session), viewer_of(cast.manager)
    table = MemberType.__table__
    session.execute(sa.delete(table).where(table.c.id == gone.id))
    typed = replace(HANA, member_type_id=gone.id)
    with pytest.raises(IntegrityError):
        added(session, cast, typed, by=manager)
    with pytest.raises(Refused) as refused:
        added(session, cast, replace(typed, member_number=208), by=manager)
    assert refused.value.message.startswith("Somebody joined this household at the same moment.")


def test_who_may_not_change_customers_changes_none(session: Session, cast: Cast) -> None:
    ada, by = a_customer(session), viewer_of(cast.outsider)
    with pytest.raises(NotAllowed):
        actions.change(session, ada, Details(note="x"), by=by)
    with pytest.raises(NotAllowed):
        actions.add(session, HANA, by=by, store_id=by.store_id, one_time_key="once")


def test_a_merged_record_is_changed_no_more(session: Session, cast: Cast) -> None:
    ada = a_customer(session)
    old = a_customer(session, merged_into_id=ada.id, active=False)
    with pytest.raises(Refused):
        actions.change(session, old, Details(note="x"), by=viewer_of(cast.taker))


def test_the_way_to_reach_somebody_is_remembered(session: Session, cast: Cast) -> None:
    made = added(session, cast, Details(last_name="Ito", contact_way=ContactWay.TEXT))
    assert made.contact_way is ContactWay.TEXT
