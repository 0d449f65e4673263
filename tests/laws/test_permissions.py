"""The permission matrix: every endpoint, every role, allowed or not by what the view declares."""

from __future__ import annotations

import pytest
from flask import Flask

from app.models import User
from app.vocabulary.permissions import Permission
from app.web.access import Door
from tests.laws.census import census, taken_back
from tests.laws.routes import Place, places
from tests.laws.seed import World
from tests.support.cast import PEOPLE, viewer_of
from tests.support.client import Tablet

# Endpoints that look closer than their permission: 403 may come from the trade itself.
METHODS = ("GET", "POST")


def firsts(app: Flask, world: World, method: str) -> list[Place]:
    """One address of each endpoint, of something that is there."""
    found: dict[str, Place] = {}
    for place in places(app, world, method):
        found.setdefault(place.endpoint, place)
    assert len(found) > 15
    return list(found.values())


def may(app: Flask, endpoint: str, person: User) -> bool:
    """What the view's declaration says about this person."""
    access = app.view_functions[endpoint].access
    return access in Door or access in viewer_of(person).permissions


@pytest.mark.parametrize("who", [*PEOPLE, "blind"])
@pytest.mark.parametrize("method", METHODS)
def test_people_get_in_where_their_role_says(
    app: Flask, world: World, tablet: Tablet, who: str, method: str
) -> None:
    person = world.people[who]
    allowed, wrong = 0, []
    for place in firsts(app, world, method):
        tablet.sign_in(person)
        with taken_back(world.session):
            before = census(world.session)
            status = tablet.client.open(place.url, method=method).status_code
            refused = status == 403
            allowed += not refused
            if refused is may(app, place.endpoint, person) or status == 401:
                wrong.append((place.endpoint, status))
            if refused and census(world.session) != before:
                wrong.append((place.endpoint, "wrote"))
    assert wrong == []
    assert allowed > 0


@pytest.mark.parametrize("method", METHODS)
def test_strangers_are_led_to_the_sign_in(
    app: Flask, world: World, tablet: Tablet, method: str
) -> None:
    before = census(world.session)
    for place in firsts(app, world, method):
        if app.view_functions[place.endpoint].access is not Door.PUBLIC:
            answer = tablet.client.open(place.url, method=method)
            assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/sign-in")
            htmx = {"HX-Request": "true"}
            fragment = tablet.client.open(place.url, method=method, headers=htmx)
            assert (fragment.status_code, fragment.text) == (204, "")
    assert census(world.session) == before


def test_every_permission_opens_something(app: Flask) -> None:
    """Permissions that no endpoint asks for guard figures, and nothing else."""
    asked = {getattr(view, "access", None) for view in app.view_functions.values()}
    figures = {Permission.PRICES_SEE, Permission.COSTS_SEE}
    assert {p for p in Permission if p not in asked} == figures
