"""What was looked at long ago is cleared by the night; what was sold stays."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.domain.overnight.plan import Night, Step
from app.domain.overnight.planning import plan
from app.domain.overnight.running import run
from app.domain.register import alerts, loose
from app.domain.register.loose import take_loose
from app.domain.register.sales import take
from app.domain.settings.reading import settings_of
from app.models import LooseSale, RegisterAlert, RegisterSale
from app.vocabulary import clock
from tests.support.cast import Cast, viewer_of
from tests.support.goods import arrived
from tests.support.receipts import NOON, a_sale, plain_sale


def test_the_night_clears_what_was_looked_at_long_ago(session: Session, cast: Cast) -> None:
    """Seen alerts, decided sales and those of closed lines, after the days of the setting; what
    nobody looked at stays. The plan says how many."""
    buyer = viewer_of(cast.buyer)
    with clock.set_to(NOON - timedelta(hours=3)):
        twice, kept, other, closed, waits = arrived(session, cast, 5)
        for n, line in enumerate((other, closed, waits)):
            line.upc = f"000000000000{n}"
        session.flush()
    with clock.set_to(NOON):
        take(session, [a_sale(line) for line in (twice, twice, kept, kept)], source="core_pos")
        seen = session.scalars(sa.select(RegisterAlert).filter_by(order_line_id=twice.id)).one()
        alerts.mark_seen(session, seen.id, by=buyer)
        rows = [plain_sale(line, "12") for line in (other, closed, waits)]
        assert take_loose(session, rows, source="core_pos") == 3
        one = session.scalars(sa.select(LooseSale).filter_by(order_line_id=other.id)).one()
        loose.dismiss(session, one.id, by=buyer)
        actions.close(closed.order, "canceled", by=buyer, book=book(session), lines=[closed])
    session.commit()
    swept = []
    for days in (89, 90):
        night = Night(cast.hill, NOON.date() + timedelta(days=days),
                      settings_of(session, cast.hill.id))  # fmt: skip
        with clock.set_to(night.over_at):
            planned = plan(session, night).counts[Step.SWEEP_DRAFTS]
            done = run(session, night, session.commit)[Step.SWEEP_DRAFTS]
        swept.append((planned, done))
    assert swept == [(0, 0), (3, 3)]
    assert session.scalars(sa.select(RegisterAlert.order_line_id)).all() == [kept.id]
    assert session.scalars(sa.select(LooseSale.order_line_id)).all() == [waits.id]
    assert session.scalar(sa.select(sa.func.count()).select_from(RegisterSale)) == 4
