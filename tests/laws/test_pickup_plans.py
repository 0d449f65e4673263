"""What the pickup counter and the shelves ask never scans what grows, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.domain.pickup import desk, finding, putting, returning
from app.vocabulary import clock
from app.web.forms import new_key
from tests.laws.test_purchase_plans import scanned
from tests.support.cast import Cast, viewer_of
from tests.support.goods import tagged


@pytest.mark.contract("B11", "B12")
def test_no_list_of_the_counter_scans(session: Session, cast: Cast) -> None:
    by, hill = viewer_of(cast.taker), cast.hill.id
    lines = tagged(session, cast, 3)
    tagged(session, cast)
    ids, key = [line.id for line in lines], new_key()
    putting.put(session, ids, "Dock", by=by, one_time_key=key)
    desk.hand_over(session, ids[:1], by=by, one_time_key=key)
    session.commit()
    today = clock.business_date(clock.now(), cast.hill.time_zone)
    asks = {
        "customer": lambda: finding.of_order(session, lines[0].order.number, store_id=hill),
        "some of one name": lambda: finding.find(session, "quill", store_id=hill).people[1],
        "handed over": lambda: finding.handed_over_today(session, hill, today),
        "receipts": lambda: desk.receipts_of(session, ids),
        "in hand": lambda: putting.lines_of(session, ids),
        "put away": lambda: putting.recent(session, by),
        "not picked up": lambda: returning.uncollected(session, hill),
        "its next page": lambda: returning.uncollected(session, hill, (clock.now(), 5)),
        "undo": lambda: putting.undo(session, key, by=by),
    }
    found = {name: scanned(session, ask) for name, ask in asks.items()}
    assert {name: tables for name, tables in found.items() if tables} == {}
