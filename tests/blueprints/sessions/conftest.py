"""People with passwords. Hashing is slow by design, so one hash serves all."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.domain.people import passwords
from tests.support.cast import Cast

PASSWORD = "seven blue crates"


@pytest.fixture(scope="session")
def known_hash() -> str:
    """The hash of PASSWORD."""
    return passwords.hash_of(PASSWORD)


@pytest.fixture
def staff(session: Session, cast: Cast, known_hash: str) -> Cast:
    """The cast, each with PASSWORD."""
    for person in cast.everybody.values():
        person.password_hash = known_hash
    session.commit()
    return cast
