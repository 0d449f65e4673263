"""The seeded world that laws walk through."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.extensions import db
from tests.conftest import empty_database, make_app
from tests.laws.routes import Ears, one_each
from tests.laws.seed import World, make_world
from tests.support.cast import Cast
from tests.support.client import Tablet


@pytest.fixture
def world(session: Session, cast: Cast) -> World:
    """A store with something of everything."""
    return make_world(session, cast)


@pytest.fixture
def ears(app: Flask) -> Iterator[Ears]:
    """Requests remember which arguments and fields the views asked for."""
    usual, ears = app.request_class, Ears()
    app.request_class = ears.request_class(usual)
    yield ears
    app.request_class = usual


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An app on a database in which nothing is yet."""
    with empty_database(request.param, tmp_path / "bare.db") as url:
        app = make_app(url, "redis://localhost:1/0")
        with app.app_context():
            yield app
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()


# Which names a view asks for does not change between tests.
KNOWN: dict[tuple[str, str], set[str]] = {}


@pytest.fixture
def heard(app: Flask, ears: Ears, world: World, tablet: Tablet) -> Ears:
    """Ears that know the arguments of every address, learnt as one who may go everywhere."""
    if not KNOWN:
        tablet.sign_in(world.cast.admin)
        for place in one_each(app, world, "GET"):
            tablet.get(place.url)
        tablet.client.delete_cookie("caselot")
        KNOWN.update({key: set(names) for key, names in ears.heard.items()})
    ears.heard.update({key: set(names) for key, names in KNOWN.items()})
    return ears
