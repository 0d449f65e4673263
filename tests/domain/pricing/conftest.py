"""A shop with nothing in it yet, and a count of what the database is asked."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Base
from tests.domain.pricing.shop import Shop


@pytest.fixture
def session() -> Iterator[Session]:
    engine = sa.create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture
def shop(session: Session) -> Shop:
    return Shop(session)


@pytest.fixture
def statements(session: Session) -> Iterator[SimpleNamespace]:
    """Counts the statements sent to the database; `count` can be set back to 0."""
    seen = SimpleNamespace(count=0)

    def note(*_: object) -> None:
        seen.count += 1

    sa.event.listen(session.get_bind(), "before_cursor_execute", note)
    yield seen
    sa.event.remove(session.get_bind(), "before_cursor_execute", note)
