"""Every address: declared, well named, and reading only when it is asked by GET."""

from __future__ import annotations

import inspect
import re

import pytest
from flask import Flask

from app.extensions import db
from app.models import User
from app.vocabulary.permissions import Permission
from app.web.access import Door, requires
from tests.conftest import make_app
from tests.laws.census import writing
from tests.laws.marks import on_one_database
from tests.laws.routes import Ears, asking, one_each, places, rules
from tests.laws.seed import World
from tests.support.client import Tablet

READING = {"GET", "HEAD", "OPTIONS"}
PATH = re.compile(r"(/([a-z0-9]+(-[a-z0-9]+)*|<[a-z]+:[a-z_]+>)(\.[a-z]+)?)*/?")
# Flask's own converters that say little are not enough for what is ours.
CONVERTERS = {"id", "key", "int", "word", "tag"}


@pytest.fixture(scope="module")
def plain() -> Flask:
    """An app that is only asked for its rules."""
    return make_app("sqlite://", "redis://localhost:1/0")


def test_every_endpoint_declares_its_access(plain: Flask) -> None:
    declared = {r.endpoint: getattr(plain.view_functions[r.endpoint], "access", None)
                for r in plain.url_map.iter_rules()}  # fmt: skip
    assert len(declared) > 40
    assert [name for name, access in declared.items() if access is None] == []
    assert {type(access) for access in declared.values()} == {Permission, Door}


def test_only_these_are_open_to_strangers(plain: Flask) -> None:
    views = plain.view_functions
    doors = {name for name in views if getattr(views[name], "access", None) is Door.PUBLIC}
    assert {name for name in doors if not name.startswith(("static", "assets.", "health."))} == {
        "sessions.sign_in", "messages.report",  # that one is signed
    }  # fmt: skip


def test_an_undeclared_endpoint_is_refused() -> None:
    app = make_app("sqlite://", "redis://localhost:1/0", PROPAGATE_EXCEPTIONS=False)
    app.add_url_rule("/silent", "silent", lambda: "secret")
    answer = app.test_client().get("/silent", headers={"HX-Request": "true"})
    assert answer.status_code == 403
    assert "secret" not in answer.text


def test_an_endpoint_answers_to_one_or_both_methods(plain: Flask) -> None:
    """Others than GET and POST are not used: a plain form can't send them."""
    methods = {r.endpoint: set(r.methods or ()) - READING for r in rules(plain)}
    assert {name: found for name, found in methods.items() if found - {"POST"}} == {}


def test_paths_are_kebab_case_with_typed_parts(plain: Flask) -> None:
    assert [str(r) for r in rules(plain) if not PATH.fullmatch(str(r))] == []
    used = {kind for r in rules(plain) for kind in re.findall(r"<(\w+):", str(r))}
    assert used - CONVERTERS == set()


def test_endpoints_are_named_after_desk_and_view(plain: Flask) -> None:
    for rule in rules(plain):
        desk, _, verb = rule.endpoint.partition(".")
        view = inspect.unwrap(plain.view_functions[rule.endpoint])
        assert (view.__module__.split(".")[2], view.__name__) == (desk, verb)
        assert inspect.getdoc(view), rule.endpoint


def test_no_get_ever_writes(app: Flask, heard: Ears, world: World, tablet: Tablet) -> None:
    found = places(app, world, "GET")
    assert len(found) > 60
    tablet.sign_in(world.cast.admin)
    with writing(world.session) as written:
        for place in found:
            for turn, url in enumerate(asking(place, heard)):
                tablet.get(url, htmx=turn % 2 == 1)
                assert written == [], url


@on_one_database
def test_who_asks_for_the_head_alone_gets_the_head(
    app: Flask, world: World, tablet: Tablet
) -> None:
    """And not what a form would get that was sent without its fields."""
    tablet.sign_in(world.cast.admin)
    for place in one_each(app, world, "GET"):
        assert tablet.client.head(place.url).status_code == tablet.get(place.url).status_code, place


def test_a_get_that_writes_is_noticed(app: Flask, world: World, tablet: Tablet) -> None:
    view = app.view_functions["health.live"]
    admin_id = world.cast.admin.id

    @requires(Permission.ORDERS_SEE)
    def sly() -> str:
        db.session.get_one(User, admin_id).name = "Somebody"
        db.session.flush()
        return "done"

    app.view_functions["health.live"] = sly
    with writing(world.session) as written:
        tablet.sign_in(world.cast.admin).get("/livez")
    app.view_functions["health.live"] = view
    assert [statement.split()[0] for statement in written] == ["UPDATE"]
