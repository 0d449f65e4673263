"""The seeded world that laws walk through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.extensions import db, tame
from tests.conftest import empty_database, make_app, make_tables, taking_back
from tests.laws.routes import Ears, one_each
from tests.laws.seed import World, make_world
from tests.laws.sending import Sender
from tests.support.cast import Cast, make_cast
from tests.support.client import Tablet


@dataclass
class Furnished:
    """A database with a store with something of everything in it, that nobody changes."""

    engine: sa.Engine
    world: World


@pytest.fixture(scope="session")
def furnished(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    """That store, made once by each worker on each kind of database."""
    kind = sa.make_url(database_url).get_backend_name()
    with empty_database(kind, tmp_path_factory.mktemp("furnished") / "world.db") as url:
        make_tables(url)
        engine = sa.create_engine(url)
        tame(engine)
        with Session(engine) as session:
            world = make_world(session, make_cast(session))
        yield Furnished(engine, world)
        engine.dispose()


@pytest.fixture
def app(request: pytest.FixtureRequest, app_of_worker: Flask) -> Iterator[Flask]:
    """The app; where a test wants the world, it runs in the store with something of everything."""
    if "world" in request.fixturenames:
        engine = request.getfixturevalue("furnished").engine
    else:
        with app_of_worker.app_context():
            engine = db.engine
    with taking_back(app_of_worker, engine) as app:
        yield app


@pytest.fixture
def world(session: Session, furnished: Furnished) -> World:
    """A store with something of everything."""
    return furnished.world.seen_by(session)


@pytest.fixture
def cast(request: pytest.FixtureRequest, session: Session) -> Cast:
    """The people every test knows; those of the world, where a test wants it."""
    if "world" in request.fixturenames:
        return request.getfixturevalue("world").cast
    made = make_cast(session)
    session.commit()
    return made


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


@pytest.fixture
def sender(
    app: Flask,
    heard: Ears,
    world: World,
    tablet: Tablet,
    tmp_path_factory: pytest.TempPathFactory,
) -> Sender:
    """Whoever knows what may be sent to every address."""
    return Sender(app, heard, world, tablet, tmp_path_factory)
