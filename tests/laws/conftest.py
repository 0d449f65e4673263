"""The seeded world that laws walk through."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.laws.routes import Ears
from tests.laws.seed import World, make_world
from tests.support.cast import Cast


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
