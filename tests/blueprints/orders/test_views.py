"""Saved views: naming what a list shows, beginning with it, sharing it, letting it go (C22)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.domain.lists.views import MOST_VIEWS
from app.models import SavedView
from tests.blueprints.orders.conftest import Desk
from tests.blueprints.orders.test_pending import lines_of
from tests.support.client import Tablet

ADDRESS = "store=all&status=new_no_call&sort=item"


def save(tablet: Tablet, name: str, **more: str) -> int:
    """Save a view; the status of the answer."""
    form = {"name": name, "list_name": "pending", "address": ADDRESS, **more}
    return tablet.post("/views/new", form).status_code


def views(desk: Desk) -> list[SavedView]:
    """All views, in their order."""
    desk.session.expire_all()
    query = sa.select(SavedView).order_by(SavedView.user_id, SavedView.position)
    return list(desk.session.scalars(query))


@pytest.mark.contract("C22")
def test_a_view_is_an_address_under_a_name(desk: Desk, tablet: Tablet) -> None:
    """The menu leads there, and so does the link, for anybody who may see the list."""
    tablet.sign_in(desk.cast.buyer)
    assert save(tablet, "To order") == 303
    (view,) = views(desk)

    assert (view.name, view.address, view.usual) == ("To order", ADDRESS, False)
    link = f"/pending?{ADDRESS}"
    assert f'href="{link.replace("&", "&amp;")}"' in tablet.get("/pending").text
    shared = tablet.sign_in(desk.cast.taker).get(link).text
    assert lines_of(shared)[:2] == ["Almond milk", "Rolled oats"]
    assert "To order" not in shared


@pytest.mark.contract("C22")
def test_the_list_begins_with_the_usual_view(desk: Desk, tablet: Tablet) -> None:
    """One of them at most; any word in the address comes before it."""
    tablet.sign_in(desk.cast.buyer)
    save(tablet, "First", usual="y")
    save(tablet, "Second", usual="y")

    assert [(view.name, view.usual) for view in views(desk)] == [("First", False), ("Second", True)]
    assert tablet.get("/pending").headers["Location"] == f"/pending?{ADDRESS}"
    assert tablet.get("/pending?store=all").status_code == 200
    assert tablet.sign_in(desk.cast.taker).get("/pending").status_code == 200


def test_names_are_taken_once_and_asked_for(desk: Desk, tablet: Tablet) -> None:
    """What was typed stays."""
    tablet.sign_in(desk.cast.buyer)

    assert [save(tablet, name) for name in ("Mine", "Mine", "")] == [303, 422, 422]
    assert [view.name for view in views(desk)] == ["Mine"]


def test_an_address_is_kept_as_it_is_understood(desk: Desk, tablet: Tablet) -> None:
    """What makes no sense in it is left out, a place too."""
    tablet.sign_in(desk.cast.buyer)
    save(tablet, "Odd", address="https://elsewhere.example/x?store=all&evil=1&before=9&vendor=zzz")

    assert [view.address for view in views(desk)] == ["store=all"]


def test_a_view_is_renamed_moved_and_let_go(desk: Desk, tablet: Tablet) -> None:
    """By its owner."""
    tablet.sign_in(desk.cast.buyer)
    for name in ("One", "Two"):
        save(tablet, name)
    one, two = views(desk)
    form = {"name": "Eins", "usual": "y", "version": one.version}
    tablet.post(f"/views/{one.id}", form)
    tablet.post(f"/views/{two.id}/shift", {"to": "up"})

    assert [(view.name, view.usual) for view in views(desk)] == [("Two", False), ("Eins", True)]
    assert "Eins" in tablet.get("/views").text
    tablet.post(f"/views/{one.id}/delete", {})
    assert [view.name for view in views(desk)] == ["Two"]


def test_a_view_is_nobody_elses(desk: Desk, tablet: Tablet) -> None:
    """Not to look at, not to change."""
    tablet.sign_in(desk.cast.buyer)
    save(tablet, "Mine")
    (view,) = views(desk)
    tablet.sign_in(desk.cast.admin)

    assert tablet.get(f"/views/{view.id}").status_code == 404
    assert [
        tablet.post(
            f"/views/{view.id}{verb}", {"name": "x", "version": "1", "to": "up"}
        ).status_code
        for verb in ("", "/delete", "/shift")
    ] == [404, 404, 404]
    assert [view.name for view in views(desk)] == ["Mine"]


def test_there_is_an_end_to_views(desk: Desk, tablet: Tablet) -> None:
    """So that a menu stays a menu."""
    buyer = desk.cast.buyer
    for n in range(MOST_VIEWS):
        desk.session.add(SavedView(user_id=buyer.id, list_name="pending", name=f"View {n}"))

    assert save(tablet.sign_in(buyer), "One more") == 409
    assert len(views(desk)) == MOST_VIEWS
