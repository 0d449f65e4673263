"""Closed lines in the bar under their list."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.models import OrderLine
from app.web.forms import new_key
from tests.support.batches import many_lines
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet


def asks(lines: list[OrderLine]) -> dict[str, Any]:
    """What the bar sends."""
    ids = [line.id for line in lines]
    return {"line": ids, "kind": "reopen", "one_time_key": new_key(), "next": "/closed"}


@pytest.mark.contract("C34", "L6")
def test_closed_lines_open_again_from_their_list(
    session: Session, tablet: Tablet, cast: Cast
) -> None:
    """Many at once, with one reason that is asked for; only by those who may open again."""
    lines, buyer = many_lines(session, viewer_of(cast.taker), 3), viewer_of(cast.buyer)
    for line in lines:
        actions.close(line.order, "canceled", by=buyer, book=book(session))
    session.commit()
    closed = tablet.sign_in(cast.manager).get("/closed").text
    form = asks(lines)
    first = tablet.post("/batches", form)
    silent = tablet.post("/batches", {**form, "asked": "1"})
    assert closed.count('name="line"') == 3
    assert (first.status_code, silent.status_code) == (200, 422)
    assert "Say why they are opened again." in silent.text

    answer = tablet.post("/batches", {**form, "asked": "1", "why": "Asked for it after all"})
    assert (answer.status_code, answer.location) == (303, "/closed")
    session.expire_all()
    assert [line.status for line in lines] == ["new_no_call"] * 3
    tablet.sign_in(cast.taker)
    assert 'value="reopen"' not in tablet.get("/closed").text
    assert tablet.post("/batches", asks(lines)).status_code == 403
