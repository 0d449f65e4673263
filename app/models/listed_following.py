"""Puts the triggers of `listed_upkeep.py` beside the tables that they follow."""

from __future__ import annotations

from app.models import listed_postgres, listed_sqlite
from app.models.listed_upkeep import LISTED, SOURCES
from app.models.search import Following, follow

FOLLOWED = (*SOURCES, LISTED)


def made_for(table: str, dialect: str) -> dict[str, str]:
    """Name → statement of all that follows `table`."""
    if dialect == "postgresql":
        return listed_postgres.made_for(table)
    return listed_sqlite.made_for(table)


def fill(table: str, dialect: str) -> list[str]:
    """The statements that make it anew."""
    return listed_postgres.fill(table) if dialect == "postgresql" else listed_sqlite.fill(table)


follow(FOLLOWED, Following(made_for, fill))
