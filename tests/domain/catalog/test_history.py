"""What happened to a thing of the catalogue, and who may know which amount."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.catalog import goods, history
from app.domain.settings import departments
from app.models import CatalogChange, CatalogThing
from app.vocabulary.permissions import Permission as P
from tests.factories import a_department, a_product, a_vendor
from tests.support.cast import Cast, viewer_of


def past(session: Session, cast: Cast, row_id: int, *without: P) -> list[history.Change]:
    """A product's history as a buyer without these permissions knows it."""
    session.flush()
    buyer = viewer_of(cast.buyer)
    seen = replace(buyer, permissions=buyer.permissions - {*without})
    return history.of(session, CatalogThing.PRODUCT, row_id, seen).changes


@pytest.mark.contract("L7")
def test_a_change_says_who_what_before_and_after(session: Session, cast: Cast) -> None:
    """Newest first; what did not change is not told; amounts stand apart."""
    product, bulk = a_product(session), a_department(session, "Bulk")
    buyer = viewer_of(cast.buyer)
    first = {"description": "Oats", "brand": "", "department": bulk, "case_size": 6}
    assert goods.change_product(session, product, first, by=buyer)
    assert goods.change_product(session, product, {"retail": Decimal("9.5")}, by=buyer)
    assert not goods.change_product(session, product, {"retail": Decimal("9.50")}, by=buyer)
    newest, oldest = past(session, cast, product.id)
    assert newest.figures == {"retail": (Decimal("10.00"), Decimal("9.5"))}
    assert newest.changed == {}
    assert oldest.who == "Buyer Person"
    assert oldest.changed == {
        "description": ("Rolled oats", "Oats"),
        "department": (None, "Bulk"),
        "case_size": (12, 6),
    }


@pytest.mark.contract("C8", "B1")
def test_only_amounts_that_one_may_know_are_told(session: Session, cast: Cast) -> None:
    """The others leave a word that something changed, no number."""
    product = a_product(session)
    both = {"retail": Decimal("11"), "cost": Decimal("6")}
    goods.change_product(session, product, both, by=viewer_of(cast.buyer))
    kept = {(): {"retail", "cost"}, (P.COSTS_SEE,): {"retail"}, (P.PRICES_SEE,): {"cost"}}
    for without, told in kept.items():
        (change,) = past(session, cast, product.id, *without)
        assert set(change.figures) == told
        assert change.hidden is (len(told) < 2)
    (change,) = past(session, cast, product.id, P.COSTS_SEE, P.PRICES_SEE)
    assert (change.figures, change.hidden) == ({}, True)


def test_an_amount_that_nobody_listed_is_told_to_nobody(session: Session, cast: Cast) -> None:
    product = a_product(session)
    values = history.row(
        viewer_of(cast.buyer), CatalogThing.PRODUCT, product.id, "changed", {},
        {"secret": (None, Decimal("3"))},
    )  # fmt: skip
    session.execute(sa.insert(CatalogChange), [values])
    (change,) = past(session, cast, product.id)
    assert (change.figures, change.hidden) == ({}, True)


def test_many_changes_come_page_by_page(session: Session, cast: Cast) -> None:
    product, buyer = a_product(session), viewer_of(cast.buyer)
    for size in range(1, history.PAGE + 3):
        goods.change_product(session, product, {"size": f"{size} oz"}, by=buyer)
    first = history.of(session, CatalogThing.PRODUCT, product.id, buyer)
    assert len(first.changes) == history.PAGE
    assert first.before is not None
    rest = history.of(session, CatalogThing.PRODUCT, product.id, buyer, before=first.before)
    assert [change.changed["size"][1] for change in rest.changes] == ["2 oz", "1 oz"]
    assert rest.before is None


@pytest.mark.contract("C4", "L7")
def test_departments_remember_what_settings_changed(session: Session, cast: Cast) -> None:
    bulk, manager = a_department(session, "Bulk"), viewer_of(cast.manager)
    rules = departments.DepartmentRules("Bins", bulk.super_department, minimum_quantity=3)
    departments.change_department(session, bulk, rules, manager)
    made = departments.add_department(
        session, 77, departments.DepartmentRules("Flowers", None, ordered_as=bulk), manager
    )
    session.flush()
    (change,) = history.of(session, CatalogThing.DEPARTMENT, bulk.id, manager).changes
    assert change.changed == {"name": ("Bulk", "Bins"), "minimum_quantity": (0, 3)}
    (added,) = history.of(session, CatalogThing.DEPARTMENT, made.id, manager).changes
    assert added.changed["ordered_as"] == (None, "Bins")


def test_a_thing_of_an_import_names_its_file_or_nobody(session: Session, cast: Cast) -> None:
    vendor = a_vendor(session)
    history.note(session, None, CatalogThing.VENDOR, vendor.id, "changed", {"name": ("A", "B")}, {})
    session.flush()
    (change,) = history.of(session, CatalogThing.VENDOR, vendor.id, viewer_of(cast.taker)).changes
    assert (change.who, change.file) == ("", "")
