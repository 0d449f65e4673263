"""From a file to the catalogue, page by page (C16)."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.models import CatalogChange, ImportState, Vendor, VendorItem
from tests.blueprints.imports.helpers import (
    ALL,
    bring,
    import_whole,
    name_columns,
    newest,
    start,
    work_off,
)
from tests.factories import a_vendor
from tests.support.cast import Cast
from tests.support.client import Tablet
from tests.support.files import CATALOGUE


@pytest.mark.contract("C16")
def test_a_catalogue_comes_in(app: Flask, session: Session, cast: Cast, tablet: Tablet) -> None:
    tablet.sign_in(cast.admin)
    assert bring(tablet, new_vendor="Prairie Mills").status_code == 303
    one = newest(session)
    assert (one.mapping, one.state) == (ALL, ImportState.UPLOADED)
    page = tablet.get(f"/catalog/imports/{one.id}")
    assert "Which column is what" in page.text
    assert "Coconut wraps" in page.text
    assert name_columns(tablet, one).status_code == 303
    one = newest(session)
    page = tablet.get(f"/catalog/imports/{one.id}")
    assert "Import 3 rows" in page.text
    assert start(tablet, one).status_code == 303
    assert "Waiting for its turn" in tablet.get(f"/catalog/imports/{one.id}").text
    assert work_off(app, session) == 1
    one = newest(session)
    assert (one.state, one.added, one.refused) == (ImportState.DONE, 3, 0)
    page = tablet.get(f"/catalog/imports/{one.id}", htmx=True)
    assert "Done: 3 rows read" in page.text
    vendor = session.scalars(sa.select(Vendor).where(Vendor.name == "Prairie Mills")).one()
    rows = session.scalars(sa.select(VendorItem).order_by(VendorItem.sku)).all()
    assert [(r.vendor_id, r.sku, r.upc, r.case_size, r.cost) for r in rows] == [
        (vendor.id, "S1", "0001234567890", 12, Decimal("4.25")),
        (vendor.id, "S2", None, 8, Decimal("2.10")),
        (vendor.id, "S3", "0000000004011", 40, Decimal("0.30")),
    ]
    assert rows[0].search_text == "rolled oats mills 16 oz"
    assert rows[0].suggested_retail == Decimal("6.80")


def test_the_same_file_twice_changes_nothing(
    app: Flask, session: Session, cast: Cast, tablet: Tablet
) -> None:
    tablet.sign_in(cast.admin)
    vendor = a_vendor(session, "Prairie Mills")
    first = import_whole(app, session, tablet, vendor=vendor.id)
    before = session.execute(sa.select(VendorItem.id, VendorItem.version)).all()
    second = import_whole(app, session, tablet, vendor=vendor.id)
    assert (first.added, second.added, second.updated, second.unchanged) == (3, 0, 0, 3)
    assert session.execute(sa.select(VendorItem.id, VendorItem.version)).all() == before
    verbs = session.execute(sa.select(CatalogChange.verb, sa.func.count())
                            .where(CatalogChange.thing == "vendor_item")
                            .group_by(CatalogChange.verb)).all()  # fmt: skip
    assert verbs == [("added", 3)]


def test_what_differs_is_changed_and_told(
    app: Flask, session: Session, cast: Cast, tablet: Tablet
) -> None:
    tablet.sign_in(cast.admin)
    vendor = a_vendor(session, "Prairie Mills")
    import_whole(app, session, tablet, vendor=vendor.id)
    text = CATALOGUE.replace("4.25", "4.50").replace("Bananas", "Ripe bananas")
    one = import_whole(app, session, tablet, text, vendor=vendor.id)
    assert (one.added, one.updated, one.unchanged) == (0, 2, 1)
    told = session.scalars(
        sa.select(CatalogChange).filter_by(verb="changed").order_by(CatalogChange.id)
    ).all()
    assert [(t.changed, t.figures, t.import_id) for t in told] == [
        ({}, {"cost": ["4.2500", "4.5000"]}, one.id),
        ({"description": ["Bananas", "Ripe bananas"]}, {}, one.id),
    ]
    found = session.scalars(sa.select(VendorItem).filter_by(sku="S3")).one()
    assert found.search_text == "ripe bananas"


def test_what_is_missing_is_withdrawn_not_deleted(
    app: Flask, session: Session, cast: Cast, tablet: Tablet
) -> None:
    tablet.sign_in(cast.admin)
    vendor, other = a_vendor(session, "Prairie Mills"), a_vendor(session, "Other")
    import_whole(app, session, tablet, vendor=vendor.id)
    import_whole(app, session, tablet, vendor=other.id)
    short = "".join(CATALOGUE.splitlines(keepends=True)[:2])
    left = import_whole(app, session, tablet, short, vendor=vendor.id)
    assert left.withdrawn == 0
    one = import_whole(app, session, tablet, short, vendor=vendor.id, missing="withdraw")
    assert (one.unchanged, one.withdrawn) == (1, 2)
    active = sa.select(VendorItem.sku).where(VendorItem.active).order_by(VendorItem.id)
    assert session.scalars(active.filter_by(vendor_id=vendor.id)).all() == ["S1"]
    assert session.scalars(active.filter_by(vendor_id=other.id)).all() == ["S1", "S2", "S3"]
    back = import_whole(app, session, tablet, vendor=vendor.id)
    assert (back.added, back.updated) == (0, 2)
    assert session.scalars(active.filter_by(vendor_id=vendor.id)).all() == ["S1", "S2", "S3"]
