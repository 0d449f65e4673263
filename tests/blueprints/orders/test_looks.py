"""How somebody likes the list: kept with the person, whatever else their tabs change."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from app.domain.lists.likes import Likes, likes_of
from tests.blueprints.orders.conftest import Desk
from tests.support.client import Tablet


@pytest.mark.contract("C22")
def test_columns_density_and_rows_are_kept_with_the_person(desk: Desk, tablet: Tablet) -> None:
    """On any device of theirs, and nobody else's; a shared address may say its own."""
    form = {"columns": ["bin", "cases"], "dense": "1", "rows": "order", "keys": "y"}
    answer = tablet.sign_in(desk.cast.buyer).post("/pending/look", {**form, "next": "/pending?q=a"})
    page = tablet.get("/pending").text
    desk.session.refresh(desk.cast.buyer)

    assert answer.headers["Location"] == "/pending?q=a"
    assert ('class="rows lines dense by-order"' in page, ">Vendor<" in page) == (True, False)
    assert likes_of(desk.session, desk.cast.taker.id, "pending").columns is None
    assert desk.cast.buyer.version == 1
    assert ">Vendor<" in tablet.get("/pending?columns=vendor").text
    assert "lines dense" not in tablet.sign_in(desk.cast.manager).get("/pending").text


@pytest.mark.contract("C22")
def test_two_tabs_keep_what_each_changed(desk: Desk, tablet: Tablet) -> None:
    """The form of one says what it was made from: it puts nothing back that the other changed."""
    page = unescape(tablet.sign_in(desk.cast.buyer).get("/pending/look").text)
    was = re.search(r'name="was"[^>]*value="(\{.*?\})"', page)
    assert was is not None
    usual = json.loads(was[1])
    form = {"was": was[1], "columns": re.findall(r"\w+", usual["columns"]), "rows": "line",
            "dense": "", "keys": "y"}  # fmt: skip
    for changed in ({"columns": ["bin"]}, {"dense": "1"}, {"rows": "order"}):
        assert tablet.post("/pending/look", {**form, **changed}).status_code == 303
    tablet.post("/pending/keys", {"on": "0"})
    assert likes_of(desk.session, desk.cast.buyer.id, "pending") == Likes(
        ("bin",), dense=True, by_order=True, keys=False
    )


def test_keys_can_be_put_off(desk: Desk, tablet: Tablet) -> None:
    """WCAG 2.1.4: single letters do nothing for who wants it so."""
    tablet.sign_in(desk.cast.buyer)
    assert "data-keys" in tablet.get("/pending").text
    tablet.post("/pending/keys", {"on": "0", "next": "/pending"})

    page = tablet.get("/pending").text
    assert ("data-keys" in page, "Let the keys work" in page) == (False, True)
