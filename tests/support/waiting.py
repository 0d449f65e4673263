"""Knowing that somebody waits for a lock, without sleeping."""

from __future__ import annotations

import sqlalchemy as sa

MOST_LOOKS = 5000
WAITING = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")


def until_somebody_waits(engine: sa.Engine) -> bool:
    """Look until a session waits for a lock."""
    with engine.connect() as connection:
        return any(connection.scalar(WAITING) for _ in range(MOST_LOOKS))
