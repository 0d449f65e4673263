"""What a store asks of its customers, their groups and affiliations, and whom new ones are like."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.customers import attributes
from app.domain.customers.defaults import start_of
from app.domain.settings.reading import settings_of
from app.models import (
    Affiliation,
    AttributeKind,
    AuditEvent,
    CustomerAttribute,
    CustomerGroup,
    Role,
    RolePermission,
)
from app.vocabulary.permissions import Permission
from tests.blueprints.settings.conftest import Clerk
from tests.factories import a_customer, a_department, a_member_type, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of

NEW = "/settings/customer-attributes/new"
HOSTILE = "<script>alert(1)</script>"


def _asked(session: Session, label: str = "Diet") -> CustomerAttribute:
    return session.scalars(sa.select(CustomerAttribute).filter_by(label=label)).one()


@pytest.mark.contract("M4")
@pytest.mark.contract("L7")
def test_an_attribute_is_defined_changed_and_retired(manager: Clerk, session: Session) -> None:
    answer = manager.save(NEW, label="Diet", kind="choice", choices="Vegan\r\n\r\n Raw  food ")
    assert answer.status_code == 303
    made = _asked(session)
    assert (made.kind, made.choices, made.required) == (
        AttributeKind.CHOICE, ["Vegan", "Raw food"], False,
    )  # fmt: skip
    url = f"/settings/customer-attributes/{made.id}"
    assert manager.save(url, choices="Raw food\nVegan", required="y").status_code == 303
    session.expire_all()
    assert (made.choices, made.required) == (["Raw food", "Vegan"], True)
    assert manager.save(url, active=None).status_code == 303
    session.expire_all()
    assert attributes.definitions(session) == []
    assert "Not asked any more" in manager.page("/settings/customer-attributes")
    trail = manager.page("/settings/trail")
    assert "<del>Vegan, Raw food</del> → Raw food, Vegan" in trail
    assert "<del>yes</del> → no" in trail


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"label": ""}, "Write what is asked."),
        ({"label": " DIET "}, "Another attribute is called that already."),
        ({"label": "x" * 61}, "Keep it to 60 characters."),
        ({"kind": "json"}, "Choose one of the list."),
        ({"kind": "choice"}, "Write the choices, one on a line."),
        ({"kind": "choice", "choices": "One\none"}, "“one” is there twice."),
        ({"kind": "choice", "choices": "\n".join(map(str, range(61)))}, "At most 60 choices"),
        ({"kind": "choice", "choices": "x" * 81}, "At most 60 choices of up to 80"),
    ],
)
def test_attributes_that_make_no_sense(
    manager: Clerk, session: Session, typed: dict[str, str], says: str
) -> None:
    session.add(CustomerAttribute(label="Diet", kind=AttributeKind.TEXT))
    answer = manager.save(NEW, **{"label": "Birthday", **typed})
    assert (answer.status_code, says in answer.text) == (422, True)
    assert session.scalar(sa.select(sa.func.count()).select_from(CustomerAttribute)) == 1


@pytest.mark.contract("M4")
def test_its_kind_stays_once_customers_have_answered(manager: Clerk, session: Session) -> None:
    made = CustomerAttribute(label="Diet", kind=AttributeKind.TEXT)
    session.add(made)
    session.flush()
    url = f"/settings/customer-attributes/{made.id}"
    assert manager.save(url, kind="number").status_code == 303
    session.expire_all()
    assert made.kind is AttributeKind.NUMBER
    customer = a_customer(session, extras={str(made.id): "3"})
    answer = manager.save(url, kind="date")
    assert (answer.status_code, "Customers have answered this." in answer.text) == (422, True)
    assert manager.save(url, kind="number", label="How many").status_code == 303
    customer.extras = {}
    assert manager.save(url, kind="date").status_code == 303


def test_attributes_change_places(manager: Clerk, session: Session) -> None:
    for label in ("First", "Second"):
        manager.save(NEW, label=label)
    url = f"/settings/customer-attributes/{_asked(session, 'First').id}/shift"
    assert manager.tablet.post(url).status_code == 400
    for _ in range(2):
        assert manager.tablet.post(url, {"step": "later"}).status_code == 303
    session.expire_all()
    assert [one.label for one in attributes.definitions(session)] == ["Second", "First"]


def test_two_people_at_one_attribute(manager: Clerk, session: Session) -> None:
    manager.save(NEW, label="Diet")
    url = f"/settings/customer-attributes/{_asked(session).id}"
    manager.save(url, label="Diets")
    answer = manager.save(url, label="Mine", version="1")
    assert answer.status_code == 409
    assert "Saved meanwhile: Diets" in answer.text


@pytest.mark.contract("M10")
def test_a_group_has_dimensions(manager: Clerk, session: Session) -> None:
    typed = {
        "dimension_0": "Cost centre",
        "value_0": "100",
        "dimension_3": "Region",
        "value_3": "N",
    }
    assert manager.save("/settings/customer-groups/new", name="Schools", **typed).status_code == 303
    made = session.scalars(sa.select(CustomerGroup)).one()
    assert made.dimensions == {"Cost centre": "100", "Region": "N"}
    url = f"/settings/customer-groups/{made.id}"
    assert manager.save(url, value_0="200", active=None).status_code == 303
    session.expire_all()
    assert (made.dimensions["Cost centre"], made.active) == ("200", False)
    trail = manager.page("/settings/trail")
    assert "<del>Cost centre: 100, Region: N</del> → Cost centre: 200, Region: N" in trail
    assert "Schools" in manager.table("/settings/customer-groups")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"name": ""}, "Write a name."),
        ({"name": "schools"}, "There is a group of this name already."),
        ({"dimension_0": "Region"}, "Write the value, or clear the name."),
        ({"value_1": "9"}, "What is this the value of?"),
        ({"dimension_0": "A", "value_0": "1", "dimension_1": "a", "value_1": "2"},
         "“a” is there already."),
        ({"dimension_0": "A" * 41, "value_0": "1"}, "Keep it to 40 characters."),
    ],
)  # fmt: skip
def test_groups_that_make_no_sense(
    manager: Clerk, session: Session, typed: dict[str, str], says: str
) -> None:
    session.add(CustomerGroup(name="Schools"))
    answer = manager.save("/settings/customer-groups/new", **{"name": "New", **typed})
    assert (answer.status_code, says in answer.text) == (422, True)


@pytest.mark.contract("M9")
def test_affiliations(manager: Clerk, session: Session) -> None:
    assert manager.save("/settings/affiliations/new", name=HOSTILE).status_code == 303
    assert manager.save("/settings/affiliations/new", name=HOSTILE.upper()).status_code == 422
    made = session.scalars(sa.select(Affiliation)).one()
    assert HOSTILE not in manager.page("/settings/affiliations")
    url = f"/settings/affiliations/{made.id}"
    assert manager.save(url, name="Students", active=None).status_code == 303
    session.expire_all()
    assert (made.name, made.active) == ("Students", False)


@pytest.mark.contract("M7")
@pytest.mark.contract("M15")
def test_country_language_and_the_switch_for_second_contacts(
    manager: Clerk, session: Session, cast: Cast
) -> None:
    url = f"/settings/customers?store={cast.river.id}"
    assert not settings_of(session, cast.river.id).secondary_contacts
    typed = {"home_country": "CA", "currency": "CAD", "secondary_contacts": "y"}
    assert manager.save(url, **typed).status_code == 303
    assert manager.save(url, home_country="ZZ").status_code == 422
    session.expire_all()
    river, hill = (settings_of(session, store.id) for store in (cast.river, cast.hill))
    assert (river.home_country, river.currency, river.secondary_contacts) == ("CA", "CAD", True)
    assert (hill.home_country, hill.currency, hill.secondary_contacts) == ("US", "USD", False)


@pytest.mark.contract("M8")
@pytest.mark.contract("M11")
def test_a_default_customer_is_chosen_and_its_receipt_email_warned_of(
    manager: Clerk, session: Session, cast: Cast
) -> None:
    group = CustomerGroup(name="Walk-in", dimensions={"Cost centre": "100"})
    model = a_customer(session, last_name="Usual", group=group, receipt_email="till@example.org")
    url = f"/settings/stores/{cast.hill.id}/default-customer"
    assert "Usual" in manager.page(f"{url}?q=usual")
    assert (
        manager.tablet.get(f"{url}?q=usual", htmx=True)
        .text.lstrip()
        .startswith('<form id="default-found"')
    )
    answer = _choose(manager, url, cast.hill.version, model.id)
    assert answer.status_code == 303
    session.expire_all()
    assert start_of(session, cast.hill.id).group_id == group.id
    page = manager.page(url)
    assert "has the receipt e-mail till@example.org" in page
    assert "Cost centre: 100" in page
    assert "sends the receipts of every new customer" in manager.page("/settings/default-customers")
    event = session.scalars(sa.select(AuditEvent)).one()
    assert (event.kind, event.subject) == ("default customer changed", "Hill Store")
    assert (event.before, event.after) == ({"customer": ""}, {"customer": f"customer #{model.id}"})
    assert _choose(manager, url, cast.hill.version, "").status_code == 303
    session.expire_all()
    assert cast.hill.default_customer_id is None
    assert "has the receipt e-mail" not in manager.page(url)


def test_odd_default_customers_are_refused(manager: Clerk, session: Session, cast: Cast) -> None:
    gone = a_customer(session, active=False)
    url = f"/settings/stores/{cast.hill.id}/default-customer"
    version = cast.hill.version
    for odd in (gone.id, "99999", "x", "-1", "9" * 30):
        assert _choose(manager, url, version, odd).status_code == 409
    model = a_customer(session)
    assert _choose(manager, url, version + 1, model.id).status_code == 409
    session.expire_all()
    assert cast.hill.default_customer_id is None


def test_who_may_set_no_price_gives_new_customers_no_member_type(
    manager: Clerk, session: Session, cast: Cast
) -> None:
    needed = (Permission.SETTINGS_MANAGE, Permission.CUSTOMERS_SEE)
    grants = [RolePermission(permission=one) for one in needed]
    cast.taker.roles = [Role(name="Settings only", grants=grants)]
    plain = a_customer(session)
    model = a_customer(session, member_type=a_member_type(session))
    url, version = f"/settings/stores/{cast.hill.id}/default-customer", cast.hill.version
    manager.tablet.sign_in(cast.taker)
    assert _choose(manager, url, version, model.id).status_code == 403
    assert _choose(manager, url, version, plain.id).status_code == 303
    session.expire_all()
    assert cast.hill.default_customer_id == plain.id


def test_who_may_not_look_customers_up_finds_none_in_settings(
    manager: Clerk, session: Session, cast: Cast
) -> None:
    session.execute(
        sa.delete(RolePermission).where(RolePermission.permission == Permission.CUSTOMERS_SEE)
    )
    session.commit()
    for url in ("/settings/default-customers", f"/settings/stores/{cast.hill.id}/default-customer"):
        assert manager.tablet.get(f"{url}?q=Ada").status_code == 403
    assert "Default customers" not in manager.page("/settings")


@pytest.mark.contract("L7")
def test_settings_and_orders_are_found_in_one_place(
    manager: Clerk, session: Session, cast: Cast
) -> None:
    product = a_product(session, a_department(session))
    customer = a_customer(session, first_name="Hana", last_name="Currency")
    order = an_order(session, viewer_of(cast.taker), [a_wish(product)], customer)
    page = manager.page("/settings?q=currency")
    assert f'href="/orders/{order.number}"' in page
    assert 'href="/settings/customers#currency"' in page
    found = manager.tablet.get(f"/settings?q={order.number}", htmx=True).text
    assert found.count("<li>") == 1
    assert f'href="/orders/{order.number}"' in found
    assert "No setting has these words" in manager.page("/settings?q=%3Cb%3Enothing")
    assert 'formaction="/find"' in page


def _choose(manager: Clerk, url: str, version: int, customer: object) -> object:
    return manager.tablet.post(url, {"version": version, "customer": customer})
