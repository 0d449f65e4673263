"""The page of a purchase order says what is wrong, and what nobody received (C25, B19)."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session

from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.models import PurchaseOrder, PurchaseState
from app.vocabulary.statuses import Key
from tests.support.buying import an_order_of, in_purchase
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet

pytestmark = pytest.mark.contract("C25")


@pytest.fixture
def buyer(tablet: Tablet, cast: Cast) -> Tablet:
    return tablet.sign_in(cast.buyer)


def being_made(session: Session, cast: Cast) -> PurchaseOrder:
    order = an_order_of(session, viewer_of(cast.buyer), lines=2, cases=2)
    return in_purchase(session, order.lines, state=PurchaseState.DRAFT)


@pytest.mark.parametrize("day", ["2020-01-01", "9999-12-31"])
def test_a_day_out_of_this_world_is_said_beside_its_field(
    buyer: Tablet, session: Session, cast: Cast, day: str
) -> None:
    purchase = being_made(session, cast)
    form = {"version": purchase.version, "way": "file", "expected_on": day, "note": "Ring first"}
    answer = buyer.post(f"/purchasing/orders/{purchase.id}/place", form)
    assert answer.status_code == 422
    assert (f'value="{day}"' in answer.text, "Ring first" in answer.text) == (True, True)
    assert re.search(r'id="expected_on-error"|expected_on[^>]*aria-invalid', answer.text)
    session.expire_all()
    assert purchase.state is PurchaseState.DRAFT


def test_what_was_moved_by_hand_is_said_on_the_page(
    buyer: Tablet, session: Session, cast: Cast
) -> None:
    purchase = being_made(session, cast)
    url = f"/purchasing/orders/{purchase.id}"
    buyer.post(f"{url}/place", {"version": purchase.version, "way": "phone"})
    session.expire_all()
    line = purchase.lines[0].line
    assert line is not None
    actions.move(line, Key.ARRIVED, by=viewer_of(cast.buyer), book=book(session), sure=True)
    session.flush()
    text = buyer.get(url).text
    assert text.count("2 came, moved by hand") == 1
    assert text.count("the line was moved by hand, nobody received it") == 1
    assert text.count("waited for</small>") == 1
