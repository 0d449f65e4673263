"""Goods that nobody came for: the list, back on a shelf, closed for a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.models import OrderLine
from app.vocabulary import clock
from app.web.forms import new_key
from tests.support.cast import Cast
from tests.support.client import Tablet
from tests.support.goods import tagged
from tests.support.queries import count_queries

LIST = "/pickup/uncollected"


@pytest.fixture
def late(session: Session, cast: Cast) -> list[OrderLine]:
    """Two lines that are ready for three weeks."""
    with clock.set_to(clock.now() - timedelta(days=21)):
        return tagged(session, cast, 2)


def sent(lines: list[OrderLine], **more: str) -> dict[str, object]:
    """What the form of the list sends."""
    return {"line": [line.id for line in lines], "one_time_key": new_key(), **more}


@pytest.mark.contract("B11")
def test_back_on_a_shelf_they_leave_the_list(
    session: Session, cast: Cast, tablet: Tablet, late: list[OrderLine]
) -> None:
    tablet.sign_in(cast.taker)
    assert tablet.get(LIST).text.count('name="line"') == 2
    answer = tablet.post("/pickup/put-back", sent(late[:1], then="shelf", place="Dock"))
    session.expire_all()
    assert (answer.location, late[0].bin, late[0].open) == (LIST, "Dock", 1)
    page = tablet.get(LIST).text
    assert (page.count('name="line"'), "back on Dock" in page) == (1, True)


@pytest.mark.contract("B11", "C34")
def test_closed_for_a_reason_by_who_may(
    session: Session, cast: Cast, tablet: Tablet, late: list[OrderLine]
) -> None:
    """Order takers see no button for it, and are refused."""
    form = sent(late[:1], then="canceled", why="Not picked up")
    tablet.sign_in(cast.taker)
    assert 'value="canceled"' not in tablet.get(LIST).text
    assert tablet.post("/pickup/put-back", form).status_code == 403
    tablet.sign_in(cast.buyer)
    assert 'value="canceled"' in tablet.get(LIST).text
    assert tablet.post("/pickup/put-back", form).status_code == 303
    session.expire_all()
    assert [line.status for line in late] == ["canceled", "arrived"]


@pytest.mark.parametrize(
    ("broken", "status"),
    [
        ({"place": ""}, 422),
        ({"place": "x" * 41}, 422),
        ({"line": []}, 422),
        ({"line": ["x"]}, 400),
        ({"line": ["2147483647"]}, 409),
        ({"then": "placed", "why": "x"}, 422),
        ({"then": "no such end", "why": "x"}, 422),
        ({"then": "canceled", "why": ""}, 422),
    ],
)
def test_hostile_forms_get_a_clean_answer(
    session: Session,
    cast: Cast,
    tablet: Tablet,
    late: list[OrderLine],
    broken: dict[str, object],
    status: int,
) -> None:
    form = {**sent(late), "then": "shelf", "place": "Dock", **broken}
    answer = tablet.sign_in(cast.buyer).post("/pickup/put-back", form, htmx=True)
    session.expire_all()
    assert (answer.status_code, {line.bin for line in late}) == (status, {""})


@pytest.mark.parametrize("after", ["", "1-1", "x", "9" * 40, "1-99999999999"])
def test_pages_of_the_list(cast: Cast, tablet: Tablet, late: list[OrderLine], after: str) -> None:
    tablet.sign_in(cast.taker)
    with count_queries() as asked:
        assert tablet.get(f"{LIST}?after={after}").status_code == 200
    assert len(asked) <= 6, asked
