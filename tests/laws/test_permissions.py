"""The permission matrix: every endpoint, every role, allowed or not by what the view declares."""

from __future__ import annotations

import pytest
from flask import Flask

from app.models import User
from app.vocabulary.permissions import Permission
from app.web.access import Door
from tests.laws.census import Census, census, taken_back
from tests.laws.marks import on_one_database
from tests.laws.routes import Place, one_each
from tests.laws.seed import World
from tests.support.cast import PEOPLE, viewer_of
from tests.support.client import Tablet

METHODS = ("GET", "POST")


def may(app: Flask, endpoint: str, person: User) -> bool:
    """What the view's declaration says about this person."""
    view = app.view_functions[endpoint]
    if view.access in Door:
        return True
    return viewer_of(person).permissions >= {view.access, *view.also}


def _but_for_the_trace(app: Flask, place: Place, after: Census, before: Census) -> bool:
    """Whether more was written than who knocked at a door of prices (C8)."""
    view = app.view_functions[place.endpoint]
    if Permission.PRICES_EDIT in (view.access, *getattr(view, "also", ())):
        after = {**after, "audit_events": before["audit_events"]}
    return after != before


@on_one_database
@pytest.mark.parametrize("who", [*PEOPLE, "blind"])
@pytest.mark.parametrize("method", METHODS)
def test_people_get_in_where_their_role_says(
    app: Flask, world: World, tablet: Tablet, who: str, method: str
) -> None:
    person = world.people[who]
    allowed, wrong = 0, []
    for place in one_each(app, world, method):
        tablet.sign_in(person)
        with taken_back(world.session):
            before = census(world.session)
            status = tablet.client.open(place.url, method=method).status_code
            refused = status == 403
            allowed += not refused
            if app.view_functions[place.endpoint].access is Door.PROGRAMS:
                # A person is no program, whatever their role.
                wrong += [(place.endpoint, status)] if status != 401 else []
                continue
            if refused is may(app, place.endpoint, person) or status == 401:
                wrong.append((place.endpoint, status))
            if refused and _but_for_the_trace(app, place, census(world.session), before):
                wrong.append((place.endpoint, "wrote"))
    assert wrong == []
    assert allowed > 0


@on_one_database
@pytest.mark.parametrize("method", METHODS)
def test_strangers_are_led_to_the_sign_in(
    app: Flask, world: World, tablet: Tablet, method: str
) -> None:
    before = census(world.session)
    for place in one_each(app, world, method):
        access = app.view_functions[place.endpoint].access
        if access is Door.PROGRAMS:
            answer = tablet.client.open(place.url, method=method)
            assert (answer.status_code, answer.mimetype) == (401, "application/json")
        elif access is not Door.PUBLIC:
            answer = tablet.client.open(place.url, method=method)
            assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/sign-in")
            htmx = {"HX-Request": "true"}
            fragment = tablet.client.open(place.url, method=method, headers=htmx)
            assert (fragment.status_code, fragment.text) == (204, "")
    assert census(world.session) == before


@on_one_database
def test_every_permission_opens_something(app: Flask) -> None:
    """Permissions that no endpoint asks for guard figures, and nothing else."""
    views = app.view_functions.values()
    asked = {p for view in views for p in (view.access, *getattr(view, "also", ()))}
    assert {p for p in Permission if p not in asked} == {Permission.COSTS_SEE}
