"""Which store a sale is of, where the lanes of several stores have one server: their numbers at the
register say it."""

from __future__ import annotations

from collections import Counter

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.settings.reading import EVERY_STORE, settings_of
from app.models import Store
from app.vocabulary.errors import Invalid

NEEDED = "Its lanes share a server with those of other stores: say which number they write."


def not_told_apart(session: Session) -> dict[str, int]:
    """Stores by name whose number is not set, or is another one's too; none where there is only one
    store."""
    numbers = _numbers(session)
    if len(numbers) < 2:
        return {}
    times = Counter(numbers.values())
    return {name: n for (_, name), n in numbers.items() if not n or times[n] > 1}


def check_number(session: Session, store_id: int) -> None:
    """Invalid when the number that is set for a store, or for every store, is that of two; and when
    a store beside others would have none."""
    number, numbers = settings_of(session, store_id).register_number, _numbers(session)
    same = [key for key, n in numbers.items() if n == number]
    if not number and store_id != EVERY_STORE and len(numbers) > 1:
        raise Invalid({"register_number": NEEDED})
    if not number or len(same) < 2:
        return
    if store_id == EVERY_STORE:
        raise Invalid({"register_number": "Their lanes have one server: each store needs its own."})
    others = ", ".join(name for key, name in same if key != store_id)
    if others and store_id in {key for key, _ in same}:
        raise Invalid({"register_number": f"It is the number of {others}, at the same server."})


def _numbers(session: Session) -> dict[tuple[int, str], int]:
    query = sa.select(Store.id, Store.name).where(Store.active.is_(True)).order_by(Store.id)
    return {
        (key, name): settings_of(session, key).register_number
        for key, name in session.execute(query)
    }
