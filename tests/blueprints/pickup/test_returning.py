"""Goods that nobody came for: the list, back on a shelf, closed for a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.pickup import desk
from app.domain.settings.reading import change
from app.models import OrderEvent, OrderLine, Shelf
from app.vocabulary import clock
from app.vocabulary.barcodes import tag_code
from app.web.forms import new_key
from tests.support.cast import Cast, viewer_of
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


def test_what_was_handed_over_does_not_wait(
    session: Session, cast: Cast, tablet: Tablet, late: list[OrderLine]
) -> None:
    """Also where it is still to be paid at the register."""
    change(session, {"pickup_paid": "register"}, store_id=cast.hill.id, by=None)
    desk.hand_over(session, [late[0].id], by=viewer_of(cast.taker), one_time_key=new_key())
    session.commit()
    page = tablet.sign_in(cast.taker).get(LIST).text
    assert [f'value="{line.id}"' in page for line in late] == [False, True]


def test_a_shelf_that_does_not_exist_is_asked_about(
    session: Session, cast: Cast, tablet: Tablet, late: list[OrderLine]
) -> None:
    """Where the store has shelves: in the bar with what was ticked, or back where one came from."""
    session.add(Shelf(store_id=cast.hill.id, code="A1", folded="a1"))
    session.commit()
    tablet.sign_in(cast.taker)
    form = sent(late[:1], then="shelf", place="A7")
    asked = tablet.post("/pickup/put-back", form, htmx=True)
    said = "There is no shelf “A7”." in asked.text.partition("data-bulk")[2]
    kept = 'value="A7"' in asked.text and asked.text.count(" checked") == 1
    assert (asked.status_code, said, kept, 'value="anyway"' in asked.text) == (
        422,
        True,
        True,
        True,
    )
    there = f"/pickup?order={late[0].order.number}"
    back = tablet.post("/pickup/put-back", {**form, "next": there})
    assert back.location == f"{there}&unknown=A7"
    assert "Put there anyway" in tablet.get(back.location).text
    tablet.post("/pickup/put-back", {**form, "then": "anyway"})
    session.expire_all()
    assert [line.bin for line in late] == ["A7", ""]


def test_what_was_refused_is_said_where_one_looks(
    cast: Cast, tablet: Tablet, late: list[OrderLine]
) -> None:
    """In the bar that floats over the list; of what is not in it any more, above it."""
    tablet.sign_in(cast.buyer)
    no_place = tablet.post("/pickup/put-back", sent(late[:1], place=""), htmx=True)
    bar = no_place.text.partition("data-bulk")[2]
    assert ("Scan or write the shelf that" in bar, no_place.headers.get("HX-Reswap")) == (
        True, None,
    )  # fmt: skip
    gone = tablet.post("/pickup/put-back", {**sent([]), "line": "99", "place": "Dock"}, htmx=True)
    assert (gone.status_code, gone.headers["HX-Reswap"]) == (409, "outerHTML show:window:top")
    assert 'role="alert"' in gone.text.partition("<form")[0]


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


@pytest.mark.contract("B11", "C34")
def test_a_second_tap_is_answered_like_the_first(
    session: Session, cast: Cast, tablet: Tablet, late: list[OrderLine]
) -> None:
    """With its key; another form finds the line closed."""
    tablet.sign_in(cast.buyer)
    form = sent(late, then="canceled", why="Not picked up")
    answers = [tablet.post("/pickup/put-back", form) for _ in range(2)]
    assert [(one.status_code, one.location) for one in answers] == [(303, LIST)] * 2
    assert tablet.get(LIST).text.count("Closed as Canceled: 2 lines.") == 2
    session.expire_all()
    today = clock.now() - timedelta(hours=1)
    moved = sa.select(sa.func.count()).where(OrderEvent.verb == "moved", OrderEvent.at > today)
    assert ([line.status for line in late], session.scalar(moved)) == (["canceled"] * 2, 2)
    assert tablet.post("/pickup/put-back", {**form, "one_time_key": new_key()}).status_code == 409


@pytest.mark.contract("B11", "C34")
@pytest.mark.parametrize("why", ["came today", "put back since", "the store gives longer"])
def test_only_what_waits_too_long_is_closed(
    session: Session, cast: Cast, tablet: Tablet, late: list[OrderLine], why: str
) -> None:
    """The list that somebody ticked may be old, or not ours."""
    tablet.sign_in(cast.buyer)
    lines = tagged(session, cast, 1) if why == "came today" else late
    if why == "put back since":
        tablet.post("/pickup/put-back", sent(late[1:], then="shelf", place="Dock"))
    if why == "the store gives longer":
        change(session, {"pickup_days": 30}, store_id=cast.hill.id, by=None)
    session.commit()
    form = sent(lines, then="canceled", why="Not picked up")
    answer = tablet.post("/pickup/put-back", form, htmx=True)
    session.expire_all()
    assert (answer.status_code, {line.open for line in lines}) == (409, {1})
    assert "does not wait for more than" in answer.text


@pytest.mark.contract("B11")
def test_from_a_scan_or_a_name_it_is_put_back_too(
    session: Session, cast: Cast, tablet: Tablet, late: list[OrderLine]
) -> None:
    """What its customer did not come for in time, and nothing else of theirs; a refusal leads back
    to the customer and says why."""
    fresh, place = tagged(session, cast, 1), '"late-place"'
    number = late[0].order.number
    tablet.sign_in(cast.taker)
    for where in (f"/pickup?order={number}", f"/pickup?q={tag_code(number, 1)}"):
        page = tablet.get(where).text
        assert (place in page, page.count("Put back order")) == (True, 2), where
    assert place not in tablet.get(f"/pickup?order={fresh[0].order.number}").text
    here = f"/pickup?order={number}"
    form = sent(late[:1], then="shelf", next=here)
    refused = tablet.post("/pickup/put-back", form)
    assert (refused.location, "Scan or write the shelf" in tablet.get(here).text) == (here, True)
    assert tablet.post("/pickup/put-back", {**form, "place": "Dock"}).location == here
    session.expire_all()
    page = tablet.get(here).text
    assert (late[0].bin, page.count("Put back order")) == ("Dock", 1)
    assert (
        tablet.post("/pickup/put-back", {**form, "place": "Dock", "next": "//x.example"}).location
        == LIST
    )


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
