"""Merging, giving out and erasing at the desk."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.domain.settings import reading
from app.models import AuditEvent, Customer, CustomerMerge, Role, RolePermission
from app.vocabulary.permissions import Permission
from tests.factories import a_customer, a_department, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet

FORMULA = "=HYPERLINK(1)"


@pytest.fixture
def desk(tablet: Tablet, cast: Cast) -> Tablet:
    return tablet.sign_in(cast.manager)


def _two(session: Session, cast: Cast) -> tuple[Customer, Customer]:
    stays = a_customer(session, first_name="Hana", last_name="Ito", email="")
    goes = a_customer(session, first_name="H.", last_name="Ito", email="h@example.org", note="New")
    product = a_product(session, a_department(session))
    an_order(session, viewer_of(cast.taker), [a_wish(product)], goes)
    return stays, goes


def _send(desk: Tablet, two: tuple[Customer, Customer], **typed: Any) -> Any:
    versions = {"version": two[0].version, "other_version": two[1].version}
    return desk.post(f"/customers/{two[0].id}/merge/{two[1].id}", {**versions, **typed})


def test_the_other_record_is_found_and_both_are_seen(
    desk: Tablet, session: Session, cast: Cast
) -> None:
    stays, goes = two = _two(session, cast)
    search = desk.get(f"/customers/{stays.id}/merge?q=ito").text
    assert f'href="/customers/{stays.id}/merge/{goes.id}"' in search
    assert f"/merge/{stays.id}" not in search
    page = desk.get(f"/customers/{stays.id}/merge/{goes.id}").text
    assert 'name="part-note" value="merged" checked' in page
    assert 'name="part-name" value="kept" checked' in page
    assert "<b>1 order</b>, 1 of them open" in page
    assert f'href="/customers/{goes.id}/merge/{stays.id}"' in page
    assert 'name="part-phone"' not in page
    assert two[0].merged_into_id is None


def test_merge_open_and_undo(desk: Tablet, session: Session, cast: Cast) -> None:
    stays, goes = two = _two(session, cast)
    answer = _send(desk, two, **{"part-note": "merged", "part-email": "merged", "part-x": "merged"})
    assert (answer.status_code, answer.location) == (303, f"/customers/{stays.id}")
    session.expire_all()
    assert (stays.note, stays.email, stays.first_name) == ("New", "h@example.org", "Hana")
    opened = desk.get(f"/customers/{goes.id}")
    assert (opened.status_code, opened.location) == (303, f"/customers/{stays.id}")
    assert _send(desk, two).status_code == 303
    merge = session.scalars(sa.select(CustomerMerge)).one()
    page = desk.get(f"/customers/{stays.id}/data").text
    assert f'action="/customers/merges/{merge.id}/undo"' in page
    undo = f"/customers/merges/{merge.id}/undo"
    assert desk.post(undo).location == f"/customers/{stays.id}/data"
    assert desk.post(undo).status_code == 303
    session.expire_all()
    assert (stays.note, goes.active, goes.merged_into_id) == ("", True, None)
    assert desk.get(f"/customers/{goes.id}").status_code == 200
    kinds = session.scalars(sa.select(AuditEvent.kind).order_by(AuditEvent.id)).all()
    assert kinds == ["customers merged", "merge undone"]


def test_records_that_changed_are_looked_at_once_more(
    desk: Tablet, session: Session, cast: Cast
) -> None:
    stays, goes = two = _two(session, cast)
    for side in ("version", "other_version"):
        answer = _send(desk, two, **{side: 99, "part-name": "merged"})
        assert answer.status_code == 409
        assert "Somebody changed one of the records" in answer.text
        assert 'name="part-name" value="merged" checked' in answer.text
    session.expire_all()
    assert goes.active
    assert desk.post(f"/customers/{stays.id}/merge/{stays.id}", {}).status_code == 409
    assert desk.get(f"/customers/{stays.id}/merge/{stays.id}").status_code == 409
    assert desk.get(f"/customers/{stays.id}/merge/99999").status_code == 404
    assert desk.post("/customers/merges/99999/undo").status_code == 404


def test_only_those_who_manage_customers(tablet: Tablet, session: Session, cast: Cast) -> None:
    two = _two(session, cast)
    urls = ("data", "merge", f"merge/{two[1].id}", "erase")
    for who in (cast.taker, cast.buyer, cast.outsider):
        tablet.sign_in(who)
        for url in urls:
            assert tablet.get(f"/customers/{two[0].id}/{url}").status_code == 403
        assert tablet.post(f"/customers/{two[0].id}/export").status_code == 403
        assert _send(tablet, two).status_code == 403
        assert tablet.get("/customers/waiting").status_code == 403
    page = tablet.sign_in(cast.buyer).get(f"/customers/{two[0].id}").text
    assert f"/customers/{two[0].id}/data" not in page


def test_all_that_is_known_is_given_out(desk: Tablet, session: Session, cast: Cast) -> None:
    customer = a_customer(session, last_name=FORMULA, note="+1 for him")
    product = a_product(session, a_department(session))
    order = an_order(session, viewer_of(cast.taker), [a_wish(product)], customer)
    url = f"/customers/{customer.id}/export"
    answer = desk.post(url, {"as": "json"})
    assert answer.headers["Content-Disposition"] == (
        f"attachment; filename=customer-{customer.id}.json"
    )
    data = json.loads(answer.text)
    assert data["customer"]["last_name"] == FORMULA
    assert [one["number"] for one in data["orders"]] == [order.number]
    assert data["orders"][0]["lines"][0]["total"] == "120.00"
    rows = list(csv.reader(io.StringIO(desk.post(url, {"as": "csv"}).text.removeprefix("\ufeff"))))
    assert ["customer", "last name", f"'{FORMULA}"] in rows
    assert [row for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@")] == []
    kinds = session.scalars(sa.select(AuditEvent.kind)).all()
    assert kinds == ["customer exported"] * 2
    assert desk.post(url, {"as": "xml"}).status_code == 400


def test_who_may_see_no_price_gives_out_none(tablet: Tablet, session: Session, cast: Cast) -> None:
    grants = [RolePermission(permission=Permission.CUSTOMERS_MANAGE)]
    cast.outsider.roles = [Role(name="Keeper", grants=grants)]
    customer = a_customer(session)
    product = a_product(session, a_department(session))
    an_order(session, viewer_of(cast.taker), [a_wish(product)], customer)
    tablet.sign_in(cast.outsider)
    for kind in ("json", "csv"):
        text = tablet.post(f"/customers/{customer.id}/export", {"as": kind}).text
        assert ("120.00" in text, "10.00" in text) == (False, False)


def test_erasing_asks_for_the_name(desk: Tablet, session: Session, cast: Cast) -> None:
    _stays, goes = _two(session, cast)
    url = f"/customers/{goes.id}/erase"
    page = desk.get(url).text
    assert "is still open. Close it first." in page
    assert 'name="name"' not in page
    _close_all(session, cast)
    form = {"name": "somebody", "version": goes.version}
    answer = desk.post(url, form)
    assert (answer.status_code, "to say that you mean it" in answer.text) == (422, True)
    assert desk.post(url, {**form, "name": "h. ito", "version": 99}).status_code == 409
    assert desk.post(url, {**form, "name": "h. ito"}).status_code == 303
    session.expire_all()
    assert (goes.last_name, goes.erased_at is not None) == ("", True)
    assert desk.post(url, form).status_code == 303
    assert "erased already" in desk.get(url).text
    assert desk.get(f"/customers/{goes.id}").status_code == 200


def _close_all(session: Session, cast: Cast) -> None:
    from app.models import Order

    for order in session.scalars(sa.select(Order)):
        by = viewer_of(cast.buyer)
        actions.close(order, "completed", by=by, book=book(session))
    session.flush()


@pytest.mark.contract("M16")
def test_tablets_keep_pages_about_customers_only_if_they_may(
    desk: Tablet, session: Session, cast: Cast
) -> None:
    customer = a_customer(session)
    urls = ("/customers", f"/customers/{customer.id}", f"/customers/{customer.id}/data")
    for url in urls:
        assert desk.get(url).headers["Cache-Control"] == "private, no-store"
    reading.change(session, {"tablet_keeps_contacts": True}, store_id=cast.hill.id, by=None)
    for url in urls:
        assert desk.get(url).headers["Cache-Control"] == "private, no-cache"
    assert desk.get("/customers/99999").headers["Cache-Control"] == "private, no-store"
