"""What a batch did not do: when another try is offered."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.web.forms import new_key
from tests.support.batches import many_lines
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet


def test_another_try_is_offered_when_it_may_end_otherwise(
    session: Session, tablet: Tablet, cast: Cast
) -> None:
    """Goods that have not arrived get no tag, however often it is tried."""
    lines = many_lines(session, viewer_of(cast.taker), 3)
    sent = {"line": [line.id for line in lines], "kind": "tags", "one_time_key": new_key()}
    place = tablet.sign_in(cast.buyer).post("/batches", sent).location
    assert ["Only lines that have arrived" in tablet.get(place).text,
            "Try them once more" in tablet.get(place).text] == [True, False]  # fmt: skip
    actions.move(lines[0], "arrived", by=viewer_of(cast.buyer), book=book(session), sure=True)
    session.commit()
    assert "Try them once more" in tablet.get(place).text
