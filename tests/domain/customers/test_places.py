"""Further addresses: purpose, own contact, country (M12–M15)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.customers.places import (
    MOST_ADDRESSES,
    Place,
    add_place,
    change_place,
    of_customer,
    remove_place,
    usual_purpose,
)
from app.models import AddressPurpose, AuditEvent, CustomerKind
from app.vocabulary.errors import Invalid, NotAllowed, NotFound, Refused
from tests.factories import a_customer
from tests.support.cast import Cast, viewer_of

OFFICE = Place(AddressPurpose.OFFICE, street="9 Mill Ln", city="Alder", country="US")


@pytest.mark.contract("M12")
@pytest.mark.contract("M13")
def test_several_addresses_each_with_its_own_contact(session: Session, cast: Cast) -> None:
    """The contact's phone is kept like every phone; changes and removals leave a trace."""
    ada, by = a_customer(session), viewer_of(cast.taker)
    office = add_place(session, ada, OFFICE, by=by)
    dock = Place(AddressPurpose.OTHER, "Receiving", "217 555 0177", "1 Dock Rd", country="US")
    other = add_place(session, ada, dock, by=by)
    assert [a.street for a in ada.addresses] == ["9 Mill Ln", "1 Dock Rd"]
    assert (other.contact_name, other.contact_phone) == ("Receiving", "+12175550177")
    version = ada.version
    moved = Place(AddressPurpose.OFFICE, street="10 Mill Ln", city="Alder", country="US")
    assert change_place(session, ada, office, moved, by=by) is True
    assert change_place(session, ada, office, moved, by=by) is False
    session.flush()
    assert (office.street, ada.version) == ("10 Mill Ln", version + 1)
    remove_place(session, ada, other, by=by)
    session.flush()
    kinds = session.scalars(sa.select(AuditEvent.kind).order_by(AuditEvent.id))
    assert [kind.removeprefix("customer address ") for kind in kinds] == [
        "added",
        "added",
        "changed",
        "removed",
    ]
    assert [a.street for a in ada.addresses] == ["10 Mill Ln"]


def test_the_same_address_twice_is_one(session: Session, cast: Cast) -> None:
    ada, by = a_customer(session), viewer_of(cast.taker)
    assert add_place(session, ada, OFFICE, by=by) is add_place(session, ada, OFFICE, by=by)


@pytest.mark.contract("M14")
def test_where_a_further_address_starts(session: Session) -> None:
    """Home and Business first, else the next that makes sense."""
    ada = a_customer(session)
    school = a_customer(
        session, kind=CustomerKind.ORGANIZATION, address_purpose=AddressPurpose.BUSINESS
    )
    boxed = a_customer(session, address_purpose=AddressPurpose.POST_BOX)
    assert usual_purpose(ada) is AddressPurpose.BUSINESS
    assert usual_purpose(school) is AddressPurpose.OFFICE
    assert usual_purpose(boxed) is AddressPurpose.HOME


@pytest.mark.parametrize(
    ("place", "field"),
    [
        (Place(AddressPurpose.HOME, contact_name="Ivo"), "street"),
        (Place(AddressPurpose.HOME, street="1 Elm", country="ZZ"), "country"),
        (Place(AddressPurpose.HOME, street="1 Elm", contact_phone="555"), "contact_phone"),
    ],
)
def test_what_does_not_fit_is_said(session: Session, cast: Cast, place: Place, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        add_place(session, a_customer(session), place, by=viewer_of(cast.taker))
    assert list(refused.value.fields) == [field]


def test_an_address_belongs_to_one_customer(session: Session, cast: Cast) -> None:
    """Nobody reaches it through another; a list has an end; strangers add nothing."""
    ada, ivo, by = a_customer(session), a_customer(session), viewer_of(cast.taker)
    made = add_place(session, ada, OFFICE, by=by)
    assert of_customer(session, ada, made.id) is made
    with pytest.raises(NotFound):
        of_customer(session, ivo, made.id)
    for number in range(MOST_ADDRESSES - 1):
        add_place(session, ada, Place(AddressPurpose.OTHER, street=f"{number} Elm"), by=by)
    with pytest.raises(Refused):
        add_place(session, ada, Place(AddressPurpose.OTHER, street="One more"), by=by)
    with pytest.raises(NotAllowed):
        add_place(session, ivo, OFFICE, by=viewer_of(cast.outsider))
