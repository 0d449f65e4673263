"""Every line whose price moved is found, page after page, whosever vendor it is of (C9)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from app.domain.home import moved
from app.domain.home.moved import Place
from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.models import OrderLine, Product
from tests.factories import a_vendor
from tests.support.buying import an_order_of
from tests.support.cast import Cast, viewer_of

pytestmark = pytest.mark.contract("C9")


@pytest.fixture
def lines(session: Session, cast: Cast) -> list[OrderLine]:
    """Of three vendors and of none, ready and to be asked about; every second one moved."""
    by, statuses = viewer_of(cast.buyer), book(session)
    made: list[OrderLine] = []
    for vendor in (a_vendor(session, name=f"Mill {n}") for n in range(3)):
        order = an_order_of(session, by, vendor, lines=4)
        actions.move(order.lines[3], "pending", by=by, book=statuses, sure=True)
        made += order.lines
    for line in made[1:3]:
        line.vendor_id = line.vendor = None
    for line in made[::2]:
        session.get_one(Product, line.product_id).retail = Decimal("77.00")
    session.commit()
    return made


@pytest.mark.parametrize(("looked", "most"), [(1, 1), (2, 1), (3, 50), (5, 2), (12, 50), (1000, 3)])
def test_page_after_page_all_are_found_once(
    session: Session, cast: Cast, lines: list[OrderLine], looked: int, most: int
) -> None:
    """However few are looked at at once; it ends, and a page is never longer than it may be."""
    found: list[int] = []
    place: Place | None = Place()
    for _ in range(len(lines) + 1):
        if place is None:
            break
        page = moved.page(session, cast.hill.id, None, place, looked=looked, most=most)
        assert len(page.lines) <= min(looked, most)
        found += [line.id for line in page.lines]
        place = page.after
    assert place is None
    assert sorted(found) == sorted(line.id for line in lines[::2])
    assert len(found) == len(lines) / 2


def test_it_says_whether_more_were_not_looked_at(
    session: Session, cast: Cast, lines: list[OrderLine]
) -> None:
    pages = [
        moved.page(session, cast.hill.id, None, looked=looked, most=most)
        for looked, most in ((1000, 50), (1000, 3), (3, 50))
    ]
    assert [(page.after is not None, page.full) for page in pages] == [
        (False, False),
        (True, True),
        (True, False),
    ]
