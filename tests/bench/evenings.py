"""The pages of the night in a big shop: Tonight, Last night, and a whole night taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.overnight import undoing
from app.domain.overnight.running import run_due
from app.models import NightMove, NightRun, Setting, Store, User
from app.vocabulary import clock
from app.web.forms import new_key
from tests.bench.clockwork import Row, counted, seconds_of, side_by_side
from tests.bench.pages import AS_LONG, Desk, _beside
from tests.support.cast import viewer_of

# With what an age of an order so many lines are too old that most of the pages is about them.
OLD, AGE = "close_pending_after_days", 40
STATEMENTS = 24
# Lines taken back in a second.
UNDONE_A_SECOND = 1000


def tonight(little: Flask, big: Flask) -> Iterator[Row]:
    """Tonight with many sold and many old lines, beside the pending list of the same shop, and
    beside a shop with few; and the next page of a step."""
    few, many = Desk(little), Desk(big)
    for desk in (few, many):
        with Session(desk.engine) as session:
            session.add(Setting(key=OLD, store_id=0, value={"is": AGE}))
            session.commit()
    yield from _page(many, "Tonight", "/tonight")
    last = _highest(many)
    yield from _page(many, "Tonight, continued", f"/tonight?step=complete_sold&after=0-{last}-0")
    short, long = side_by_side(lambda: few.get("/tonight"), lambda: many.get("/tonight"))
    yield _beside(many, "page: Tonight, many lines beside few", long, short, AS_LONG)


def _page(desk: Desk, words: str, address: str) -> Iterator[Row]:
    pending, live = side_by_side(lambda: desk.get("/pending"), lambda: desk.get(address))
    yield _beside(desk, f"page: {words}, beside the pending list", live, pending, AS_LONG)
    with counted(desk.engine) as seen:
        desk.get(address)
    real = [s for s in seen if not s.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA"))]
    yield Row(f"{desk.name}: statements of {words}", str(len(real)), len(real), STATEMENTS, "")


def _highest(desk: Desk) -> int:
    with Session(desk.engine) as session:
        return session.scalar(sa.text("SELECT max(list_key) FROM order_lines")) or 0


def last_night(app: Flask) -> Iterator[Row]:
    """Last night after one that moved all that was sold, and all of it taken back."""
    desk = Desk(app)
    with clock.set_to(clock.now() + timedelta(days=1)):
        with Session(desk.engine) as session:
            session.execute(sa.update(Setting).filter_by(key=OLD).values(value={"is": 3650}))
            session.commit()
            run_due(session, session.commit)
            store, moved = _busiest(session)
        yield from _page(desk, f"Last night, {moved:,} moved", "/last-night")
        with Session(desk.engine) as session:
            took = seconds_of(lambda: _undo(session, store))
        rate = moved / took
        what = f"{desk.name}: taking a night of {moved:,} back"
        yield Row(what, f"{took:.1f} s", rate, UNDONE_A_SECOND, "a second", at_least=True)
        yield from _page(desk, "Last night, all taken back", "/last-night")


def _busiest(session: Session) -> tuple[int, int]:
    """The store that buyers stand in, and how many lines its night moved."""
    of_store = sa.select(Store.id, sa.func.count()).join(NightRun, NightRun.store_id == Store.id)
    rows = of_store.join(NightMove, NightMove.run_id == NightRun.id).group_by(Store.id)
    store, moved = session.execute(rows.order_by(Store.id)).first() or (0, 0)
    return store, moved


def _undo(session: Session, store_id: int) -> None:
    day: date = session.scalars(sa.select(sa.func.max(NightRun.business_date))).one()
    boss = session.query(User).filter_by(username="manager").one()
    wish = undoing.ask(session, day, by=viewer_of(boss), one_time_key=new_key())
    session.commit()
    while undoing.go_on(session, wish.id):
        session.commit()
    session.commit()
