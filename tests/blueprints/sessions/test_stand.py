"""Where one stands."""

from __future__ import annotations

import pytest

from tests.support.cast import Cast
from tests.support.client import Tablet


def test_one_can_stand_in_any_open_store(tablet: Tablet, cast: Cast) -> None:
    tablet.sign_in(cast.buyer)
    assert tablet.post("/stand", {"store": cast.river.id}).status_code == 303
    assert "You stand in River Store now." in tablet.get("/stand").text
    with tablet.client.session_transaction() as cookie:
        assert cookie["store_id"] == cast.river.id


@pytest.mark.parametrize("store", ["", "0", "999999", "-1", "x", "9" * 40, "<b>"])
def test_but_in_no_other(tablet: Tablet, cast: Cast, store: str) -> None:
    tablet.sign_in(cast.buyer)
    assert tablet.post("/stand", {"store": store}).status_code == 409
    cast.river.active = False
    assert tablet.post("/stand", {"store": cast.river.id}).status_code == 409


def test_who_stands_in_a_store_that_closes_is_back_in_their_own(tablet: Tablet, cast: Cast) -> None:
    tablet.sign_in(cast.buyer).post("/stand", {"store": cast.river.id})
    assert "<small>River Store</small>" in tablet.get("/pending").text
    cast.river.active = False
    assert "<small>Hill Store</small>" in tablet.get("/pending").text
