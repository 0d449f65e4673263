"""No POST is believed without the token of the very session that was shown the page."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from app.web.access import Door
from tests.laws.census import census
from tests.laws.marks import on_one_database
from tests.laws.routes import one_each
from tests.laws.seed import World
from tests.support.client import Tablet


@pytest.fixture
def guarded(app: Flask) -> Iterator[Flask]:
    """The app as it runs in a store."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield app
    app.config["WTF_CSRF_ENABLED"] = False


def token_of(tablet: Tablet) -> str:
    """The token that this session's pages carry."""
    found = re.search(r'name="csrf-token" content="([^"]+)"', tablet.get("/stand").text)
    assert found is not None
    return found[1]


@on_one_database
def test_every_post_refuses_missing_wrong_and_borrowed_tokens(
    guarded: Flask, world: World, tablet: Tablet
) -> None:
    borrowed = token_of(Tablet(guarded, world.session).sign_in(world.cast.admin))
    own = token_of(tablet.sign_in(world.cast.admin))
    assert borrowed != own
    tokens = {"missing": None, "empty": "", "wrong": f"{own}x", "borrowed": borrowed}
    found = one_each(guarded, world, "POST")
    assert len(found) > 25
    before = census(world.session)
    for place in found:
        # Programs have no session that could be borrowed: they are refused for want of a key.
        is_program = guarded.view_functions[place.endpoint].access is Door.PROGRAMS
        refused = 401 if is_program else 400
        for name, token in tokens.items():
            data = {} if token is None else {"csrf_token": token}
            headers = {} if token is None else {"X-CSRFToken": token}
            for answer in (
                tablet.client.post(place.url, data=data),
                tablet.client.post(place.url, headers={"HX-Request": "true", **headers}),
            ):
                assert (place.url, name, answer.status_code) == (place.url, name, refused)
    assert census(world.session) == before


@on_one_database
def test_the_right_token_is_taken_from_field_and_header(
    guarded: Flask, world: World, tablet: Tablet
) -> None:
    token = token_of(tablet.sign_in(world.cast.admin))
    data = {"store": world.cast.river.id}
    assert tablet.post("/stand", {**data, "csrf_token": token}).status_code == 303
    sent = tablet.client.post("/stand", data=data, headers={"X-CSRFToken": token})
    assert sent.status_code == 303


@on_one_database
@pytest.mark.parametrize(
    "referer", ["https://[", "https://localhost:abc/", "https://other.example/"]
)
def test_behind_tls_a_post_says_where_it_comes_from(
    guarded: Flask, world: World, tablet: Tablet, referer: str
) -> None:
    """One that says nonsense is refused like any other."""
    token = token_of(tablet.sign_in(world.cast.admin))
    headers = {"X-CSRFToken": token, "Referer": referer}
    refused = tablet.client.post("/stand", base_url="https://localhost", headers=headers)
    assert refused.status_code == 400
