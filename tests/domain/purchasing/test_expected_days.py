"""When something should come is a day that somebody could mean (B19)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.domain.orders.statuses import book
from app.domain.purchasing import placing, queries
from app.models import PurchaseState, SendWay
from app.vocabulary import clock
from app.vocabulary.errors import Invalid
from tests.support.buying import an_order_of, in_purchase
from tests.support.cast import Cast, viewer_of


@pytest.mark.contract("B19", "C25")
@pytest.mark.parametrize(("days", "may"), [(-1, False), (0, True), (366, True), (367, False)])
def test_a_day_that_no_vendor_means_is_refused(
    session: Session, cast: Cast, days: int, may: bool
) -> None:
    by, problems = viewer_of(cast.buyer), set()
    made = in_purchase(session, an_order_of(session, by).lines, state=PurchaseState.DRAFT)
    made = queries.held(session, made.id)
    day = clock.business_date(clock.now(), cast.hill.time_zone) + timedelta(days=days)
    try:
        placing.place(session, made, SendWay.FILE, day, by=by, book=book(session))
    except Invalid as error:
        problems = set(error.fields)
    assert problems == (set() if may else {"expected_on"})
    assert made.state is (PurchaseState.PLACED if may else PurchaseState.DRAFT)
