"""Where work begins, and where one stands."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.domain.people.roles import add_role
from app.vocabulary.permissions import Permission
from tests.support.cast import Cast
from tests.support.client import Tablet


@pytest.mark.parametrize(
    ("who", "room"),
    [
        ("taker", "/orders/new"),
        ("buyer", "/pending"),
        ("manager", "/pending"),
        ("admin", "/pending"),
    ],
)
def test_everybody_begins_in_their_first_room(
    tablet: Tablet, cast: Cast, who: str, room: str
) -> None:
    assert tablet.sign_in(cast.everybody[who]).get("/").location == room


def test_somebody_without_a_role_is_told_whom_to_ask(tablet: Tablet, cast: Cast) -> None:
    answer = tablet.sign_in(cast.outsider).get("/")
    assert answer.status_code == 200
    assert "Please ask a manager" in answer.text


def test_somebody_who_only_manages_people_begins_there(
    tablet: Tablet, cast: Cast, session: Session
) -> None:
    role = add_role(session, "Staff office", "", [Permission.USERS_MANAGE], None)
    cast.outsider.roles = [role]
    tablet.sign_in(cast.outsider)
    assert tablet.get("/").location == "/settings/people"
    assert 'href="/settings/people"' in tablet.get("/stand").text


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
