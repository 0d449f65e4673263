"""Somebody works at an order while another person makes it part of a different one (B16, C30)."""

from __future__ import annotations

import pytest

from app.domain.orders.merging import merge, move_lines
from tests.blueprints.orders.conftest import Desk
from tests.blueprints.orders.test_clashes import form_of
from tests.factories import a_wish, an_order
from tests.support.cast import viewer_of
from tests.support.client import Tablet


@pytest.mark.contract("B16", "C30")
def test_an_order_merged_meanwhile_says_where_it_went(desk: Desk, tablet: Tablet) -> None:
    """Nothing is written where nobody looks any more; what was typed is there to be copied, and one
    tap leads to the other order."""
    wish = a_wish(desk.oats)
    target = an_order(desk.session, viewer_of(desk.cast.taker), [wish], desk.order.customer)
    tablet.sign_in(desk.cast.buyer)
    typed: dict[str, dict[str, str]] = {
        desk.url("contact"): {"phone": "217 555 0177"},
        desk.url("notes"): {"comments": "Ring three times"},
        desk.url("edit", desk.first): {"bin": "B7"},
        desk.url("move", desk.first): {"status": "placed"},
        desk.url("price", desk.first): {"amount": "9.00"},
        desk.url("void", desk.first): {"why": "typo"},
    }
    forms = {url: form_of(tablet, url) | values for url, values in typed.items()}
    made = merge(desk.session, desk.order, target, by=viewer_of(desk.cast.manager), book=desk.book)
    desk.session.commit()
    before = (target.version, desk.order.version)
    for url, form in forms.items():
        answer = tablet.post(url, form, htmx=True)
        of_line = "/lines/" in url
        where = f", as line {made[0].number}" if of_line else ""
        assert answer.status_code == 409, url
        assert f"It is in order {target.number} now{where}." in answer.text, url
        assert f'href="/orders/{target.number}"' in answer.text, url
        assert "moved to order" in answer.text, url
        assert all(value in answer.text for value in typed[url].values()), url
    assert (target.version, desk.again().version) == before


@pytest.mark.contract("B16", "C30")
def test_a_line_that_went_elsewhere_meanwhile_says_where(desk: Desk, tablet: Tablet) -> None:
    """The rest of the order is edited as ever."""
    wish = a_wish(desk.oats)
    target = an_order(desk.session, viewer_of(desk.cast.taker), [wish], desk.order.customer)
    tablet.sign_in(desk.cast.buyer)
    line, notes = desk.url("edit", desk.first), desk.url("notes")
    forms = {line: {"bin": "B7"}, notes: {"comments": "Ring three times"}}
    forms = {url: form_of(tablet, url) | typed for url, typed in forms.items()}
    by = viewer_of(desk.cast.manager)
    move_lines(desk.session, [desk.first], target, by=by, book=desk.book)
    desk.session.commit()
    answer = tablet.post(line, forms[line])

    assert answer.status_code == 409
    assert "This line went to another order." in answer.text
    assert f"It is in order {target.number} now, as line 2." in answer.text
    assert tablet.post(notes, forms[notes]).status_code == 303
    assert desk.again().comments == "Ring three times"
