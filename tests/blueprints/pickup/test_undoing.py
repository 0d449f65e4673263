"""A whole hand-over undone by one button: from the desk, from a list."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.pickup import desk, finding
from app.models import RegisterSale
from tests.blueprints.pickup.test_pickup import KEY, form, sold
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet
from tests.support.goods import tagged


@pytest.mark.contract("B11")
def test_one_button_undoes_a_whole_hand_over(session: Session, cast: Cast, tablet: Tablet) -> None:
    """On the customer's page and on the empty desk; a second tap says so."""
    lines = tagged(session, cast, 2)
    tablet.sign_in(cast.taker)
    handed = tablet.post("/pickup/hand-over", form(lines), htmx=True).text
    assert ("Undo all 2" in handed, "Undo all 2" in tablet.get("/pickup").text) == (True, True)
    receipt = session.scalars(sa.select(RegisterSale.receipt)).first()
    sent = {"receipt": receipt, "one_time_key": "another-key-of-another-form", "q": "quill"}
    answer = tablet.post("/pickup/undo", sent, htmx=True)
    assert (answer.status_code, sold(session)) == (200, [12, 12, -12, -12])
    again = tablet.post("/pickup/undo", {**sent, "one_time_key": "a-third-key-of-a-form"})
    assert (again.status_code, "It was taken back already." in again.text) == (409, True)


@pytest.mark.contract("B11")
def test_a_hand_over_from_the_list_is_undone_too(
    session: Session, cast: Cast, tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a customer's page theirs alone; on the empty desk all of it, shown or not, by and by."""
    monkeypatch.setattr(finding, "SHOWN_OF_ONE", 2)
    monkeypatch.setattr(desk, "MOST_BACK", 2)
    mine, theirs = tagged(session, cast, 3), tagged(session, cast, 2)
    ids, by = [line.id for line in [*mine, *theirs]], viewer_of(cast.taker)
    desk.hand_over(session, ids, by=by, one_time_key="batch:7")
    session.commit()
    tablet.sign_in(cast.taker)
    page = tablet.get(f"/pickup?order={theirs[0].order.number}").text
    field = f'name="line" value="{theirs[0].id},{theirs[1].id}"'
    assert ("Undo all 2" in page, field in page) == (True, True)
    sent = {"receipt": "batch:7", "one_time_key": KEY}
    some = {**sent, "line": f"{theirs[0].id},{theirs[1].id}"}
    told = [tablet.post("/pickup/undo", some, htmx=True).text for _ in "ab"]
    assert ["Taken back: 2 lines." in page for page in told] == [True, True]
    assert desk.left_of(session, "batch:7", (), cast.hill.id) == 3
    page = tablet.get("/pickup").text
    assert ("Undo all 3" in page, "and 1 more line" in page) == (True, True)
    for key, left in (("2", 1), ("2", 1), ("3", 0)):
        again = tablet.post("/pickup/undo", {**sent, "one_time_key": KEY + key}, htmx=True)
        assert ("1 line still handed over" in again.text) == (left > 0)
        assert desk.left_of(session, "batch:7", (), cast.hill.id) == left
    assert sum(sold(session)) == 0
    assert tablet.post("/pickup/undo", {**sent, "one_time_key": KEY + "4"}).status_code == 409
