"""What the catalogue sells at another price since somebody was quoted."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape

import pytest
from sqlalchemy.orm import Session

from app.domain.orders import repricing
from tests.blueprints.home.test_home import Shop, Take, numbers, shop, take
from tests.factories import a_wish, an_order
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet

__all__ = ["shop", "take"]


@pytest.mark.contract("C8", "B1")
def test_what_moved_in_the_catalogue_since_it_was_quoted(
    session: Session, tablet: Tablet, cast: Cast, shop: Shop, take: Take
) -> None:
    """Only of what is not ordered yet, and was not looked at; for people who see and set prices."""
    words = "Catalogue moved since the quote"
    first, second = take(), take(call_first=True)
    take("placed")
    assert words not in numbers(tablet.sign_in(cast.buyer).get("/").text)
    shop.oats.retail = Decimal("12.50")
    session.commit()
    assert numbers(tablet.get("/").text)[words] == "2"
    rows = re.compile(r'href="/orders/(\d+)#line-\d+">')
    both = [str(second.number), str(first.number)]
    assert rows.findall(tablet.get("/catalogue-moved").text) == both
    for place in ("x", "1-1", "9-1-1", "1-1-1-1", "0-0-0"):
        page = tablet.get("/catalogue-moved", query_string={"after": place}).text
        assert rows.findall(page) == both
    further = tablet.get("/catalogue-moved?after=3-1-1").text
    assert "The catalogue stands still" in tablet.get("/catalogue-moved?after=4-1-99999999999").text
    assert further.count("#line-") == 1
    repricing.keep_catalogue(session, first.lines[0], by=viewer_of(cast.buyer))
    repricing.accept_catalogue(session, second.lines[0], by=viewer_of(cast.buyer))
    session.commit()
    assert words not in numbers(tablet.get("/").text)
    assert "The catalogue stands still" in tablet.get("/catalogue-moved").text
    assert tablet.sign_in(cast.taker).get("/catalogue-moved").status_code == 403


@pytest.mark.contract("C9")
def test_it_leads_on_page_by_page(session: Session, tablet: Tablet, cast: Cast, shop: Shop) -> None:
    """Fifty at once, and the others behind them."""
    order = an_order(session, viewer_of(cast.taker), [a_wish(shop.oats)] * 60)
    shop.oats.retail = Decimal("12.50")
    session.commit()
    tablet.sign_in(cast.buyer)
    seen, url = [], "/catalogue-moved"
    for _ in range(2):
        page = tablet.get(url).text
        seen += re.findall(r"#line-(\d+)", page)
        url = unescape(re.search(r'href="(/catalogue-moved\?after=[^"]+)"|$', page)[1] or "")
    assert (sorted(map(int, seen)), url) == (sorted(line.id for line in order.lines), "")
