"""Tags that were laid out already: their cards, by digest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models import KnownTag
from app.vocabulary import clock


def known(session: Session, digests: Iterable[str]) -> dict[str, bytes]:
    """The cards that are kept of these tags, by digest."""
    wanted = sa.select(KnownTag.digest, KnownTag.card).where(KnownTag.digest.in_(set(digests)))
    return {row.digest: row.card for row in session.execute(wanted)}


def keep(
    session: Session, fresh: Mapping[str, bytes], line_of: Mapping[str, int], days: int
) -> None:
    """Keep what was laid out now for so many days. What somebody else has kept meanwhile stays: it
    is the same."""
    until = clock.now() + timedelta(days=days)
    rows = [
        {"digest": digest, "line_id": line_of[digest], "card": card, "keep_until": until}
        for digest, card in fresh.items()
    ]
    if not rows:
        return
    try:
        with session.begin_nested():
            session.execute(sa.insert(KnownTag), rows)
    except IntegrityError:
        return
