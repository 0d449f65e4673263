"""Departments and super departments, and what taking an order makes of them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.catalog.lookup import find
from app.domain.orders import drafts
from app.domain.orders.content import DraftContent, DraftItem
from app.models import AuditEvent, Department, SuperDepartment
from tests.blueprints.settings.conftest import Clerk, filled
from tests.factories import a_department, a_product, a_vendor, a_vendor_item


def taken(session: Session, upc: str) -> DraftItem:
    """The item as taking an order adds it."""
    session.expire_all()
    content = drafts.add_hit(DraftContent(), find(session, upc)[0])
    return content.items[0]


@pytest.mark.contract("C4")
def test_an_item_of_one_department_is_ordered_as_another(manager: Clerk, session: Session) -> None:
    bulk, sacks = a_department(session, "Bulk"), a_department(session, "Sacks")
    product = a_product(session, bulk)
    a_vendor_item(session, a_vendor(session), upc="9990000000001", department=bulk)
    session.commit()
    assert taken(session, product.upc).department_id == bulk.id
    answer = manager.save(f"/settings/departments/{bulk.id}", ordered_as=sacks.id)
    assert answer.status_code == 303
    assert taken(session, product.upc).department_id == sacks.id
    # Only what the store carries goes through the map.
    assert taken(session, "9990000000001").department_id == bulk.id


@pytest.mark.contract("C5", "C17")
@pytest.mark.parametrize(
    ("set_to", "asks"),
    [
        ({"minimum_quantity": "3"}, (True, 3)),
        ({"always_ask": "y"}, (True, 1)),
        ({}, (False, 0)),
    ],
)
def test_a_department_asks_how_many(
    manager: Clerk, session: Session, set_to: dict[str, str], asks: tuple[bool, int]
) -> None:
    meat = a_department(session, "Meat")
    product = a_product(session, meat)
    manager.save(f"/settings/departments/{meat.id}", **set_to)
    item = taken(session, product.upc)
    assert (item.ask, item.least) == asks


def test_a_department_is_added_once(manager: Clerk, session: Session) -> None:
    form = {"number": "42", "name": "Flowers"}
    assert manager.save("/settings/departments/new", **form).status_code == 303
    again = manager.save("/settings/departments/new", **form)
    assert again.status_code == 422
    assert "There is a department of this number already." in again.text
    rows = session.scalars(sa.select(Department)).all()
    assert [(row.number, row.name, row.active) for row in rows] == [(42, "Flowers", True)]


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", "  \u202e ", "Write a name."),
        ("name", "x" * 81, "Keep it to 80 characters."),
        ("minimum_quantity", "-1", "Write a number from 0 to 9,999."),
        ("minimum_quantity", "1.5", "Write a whole number."),
        ("minimum_quantity", "9" * 400, "Write a whole number."),
        ("super_department", "999999", "Choose one of the list."),
        ("super_department", "1 OR 1=1", "Choose one of the list."),
        ("ordered_as", "²", "Choose one of the list."),
    ],
)
def test_nonsense_stands_beside_its_field_and_what_was_typed_stays(
    manager: Clerk, session: Session, field: str, value: str, says: str
) -> None:
    row = a_department(session, "Bulk")
    url = f"/settings/departments/{row.id}"
    answer = manager.save(url, **{"always_ask": "y", field: value})
    assert answer.status_code == 422
    assert says in answer.text
    assert filled(answer.text)["always_ask"] == ["y"]
    session.expire_all()
    assert (row.name, row.minimum_quantity, row.always_ask) == ("Bulk", 0, False)


def test_two_at_once_see_both_versions(manager: Clerk, session: Session) -> None:
    row = a_department(session, "Bulk")
    url = f"/settings/departments/{row.id}"
    old = manager.page(url)
    manager.save(url, minimum_quantity="7")
    clash = manager.tablet.post(url, filled(old, name="Bulk foods", minimum_quantity="5"))
    assert clash.status_code == 409
    assert "Saved meanwhile: 7" in clash.text
    assert "Saved meanwhile: Bulk<" in clash.text
    again = manager.tablet.post(url, filled(clash.text))
    assert again.status_code == 303
    session.expire_all()
    assert (row.name, row.minimum_quantity) == ("Bulk foods", 5)


def test_each_change_is_noted_as_words(manager: Clerk, session: Session) -> None:
    row, sacks = a_department(session, "Bulk", number=7), a_department(session, "Sacks")
    manager.save(f"/settings/departments/{row.id}", ordered_as=sacks.id, always_ask="y")
    manager.save(f"/settings/departments/{row.id}")
    event = session.scalars(sa.select(AuditEvent)).one()
    assert (event.kind, event.subject) == ("department changed", "7 Bulk")
    assert event.before == {"ordered_as": None, "always_ask": False}
    assert event.after == {"ordered_as": "Sacks", "always_ask": True}


def test_the_list_is_found_by_words_and_super_department(manager: Clerk, session: Session) -> None:
    bulk, meat = a_department(session, "Bulk"), a_department(session, "Meat")
    of = meat.super_department_id
    assert "Bulk" not in manager.table(f"/settings/departments?of={of}")
    assert "Meat" not in manager.table("/settings/departments?q=bul")
    assert "No department fits" in manager.page("/settings/departments?q=%27%20OR%201")
    for odd in (
        "of=999999999999999999999",
        "of=x",
        "after=-5",
        "after=99999999999",
        "q=%F0%9F%8D%8E",
    ):
        manager.page(f"/settings/departments?{odd}")
    assert bulk.number != meat.number


def test_super_departments_are_added_and_renamed(manager: Clerk, session: Session) -> None:
    assert manager.save("/settings/super-departments/new", name="Cool").status_code == 303
    row = session.scalars(sa.select(SuperDepartment)).one()
    assert manager.save(f"/settings/super-departments/{row.id}", name="Cold").status_code == 303
    twice = manager.save("/settings/super-departments/new", name="Other", number=row.number)
    assert twice.status_code == 422
    session.expire_all()
    assert (row.name, row.number) == ("Cold", 1)
    assert "Cold" in manager.page("/settings/super-departments")
