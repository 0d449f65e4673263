"""Splitting, moving and merging as people do it (C30)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Order
from tests.factories import a_customer, a_department, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet

KEY = "a-key-for-splitting-1"


@pytest.fixture
def orders(session: Session, cast: Cast) -> list[Order]:
    """Two orders of one customer: oats and milk, and rye."""
    by, grocery, ada = viewer_of(cast.taker), a_department(session), a_customer(session)
    oats, milk, rye = (
        a_wish(a_product(session, grocery, description=words), cases=cases)
        for words, cases in (("Oats", 5), ("Milk", 1), ("Rye", 1))
    )
    made = [an_order(session, by, [oats, milk], ada), an_order(session, by, [rye], ada)]
    session.commit()
    return made


def newest(session: Session) -> Order:
    """The order that was made last."""
    session.expire_all()
    return session.scalars(sa.select(Order).order_by(Order.number.desc())).first()  # type: ignore[return-value]


@pytest.mark.contract("C30")
def test_some_cases_go_to_a_new_order(
    session: Session, tablet: Tablet, cast: Cast, orders: list[Order]
) -> None:
    """Sent twice it is one order; both pages say where things are."""
    first = orders[0]
    tablet.sign_in(cast.buyer)
    page = tablet.get(f"/orders/{first.number}/split")
    assert page.status_code == 200
    assert f"Order {orders[1].number}, taken" in page.text
    form = {
        "version": first.version, "one_time_key": KEY, "line": ["1"], "cases-1": "3", "to": "new",
    }  # fmt: skip
    sent = [tablet.post(f"/orders/{first.number}/split", form) for _ in range(2)]
    made = newest(session)
    assert [answer.headers["Location"] for answer in sent] == [f"/orders/{made.number}"] * 2
    assert [(line.description, line.cases) for line in made.lines] == [("Oats", 3)]
    old, new = (tablet.get(f"/orders/{n}").text for n in (first.number, made.number))
    assert f"Oats: moved to order {made.number}" in old
    assert f">order {made.number}</a>, line 1" in old
    assert f"Came from order {first.number}: Oats" in new


def test_a_form_of_an_older_order_is_asked_again(
    session: Session, tablet: Tablet, cast: Cast, orders: list[Order]
) -> None:
    """What was ticked is still ticked; what cannot be is said."""
    first, other = orders
    tablet.sign_in(cast.buyer)
    url = f"/orders/{first.number}/split"
    form = {"version": "0", "one_time_key": KEY, "line": ["2"], "to": str(other.number)}
    stale = tablet.post(url, form)
    assert stale.status_code == 409
    assert 'value="2" checked' in stale.text
    nothing = tablet.post(url, form | {"version": first.version, "line": []})
    too_many = tablet.post(url, form | {"version": first.version, "line": ["2"], "cases-2": "9"})
    assert [nothing.status_code, too_many.status_code] == [409, 422]
    assert "take 1 to 1 cases" in too_many.text
    done = tablet.post(url, form | {"version": first.version})
    assert done.headers["Location"] == f"/orders/{other.number}"
    session.expire_all()
    assert [line.description for line in other.lines] == ["Rye", "Milk"]


@pytest.mark.contract("C30")
def test_a_merge_and_a_line_in_two(
    session: Session, tablet: Tablet, cast: Cast, orders: list[Order]
) -> None:
    """In the dialog; nothing to choose is said."""
    first, other = orders
    tablet.sign_in(cast.buyer)
    parted = tablet.post(
        f"/orders/{first.number}/lines/1/split", {"version": first.version, "cases": "2"}, htmx=True
    )
    session.expire_all()
    assert (parted.status_code, [x.cases for x in first.lines]) == (200, [2, 1, 3])
    form = {"version": other.version, "to": str(first.number)}
    url = f"/orders/{other.number}/merge"
    assert tablet.post(url, {"version": other.version}).status_code == 422
    merged = tablet.post(url, form, htmx=True)
    session.expire_all()
    assert merged.headers["HX-Redirect"] == f"/orders/{first.number}"
    assert (other.merged_into_id, other.open) == (first.id, 0)
    assert "has no other open order" in tablet.get(f"/orders/{first.number}/merge").text
    assert "Nothing of this order is open" in tablet.get(url).text


def test_takers_do_none_of_it(tablet: Tablet, cast: Cast, orders: list[Order]) -> None:
    """Neither the pages nor the verbs in the menu."""
    tablet.sign_in(cast.taker)
    n = orders[0].number
    pages = [f"/orders/{n}/{verb}" for verb in ("split", "merge", "clone", "repeat")]
    assert [tablet.get(url).status_code for url in [*pages, "/recurring"]] == [403] * 5
    assert "/clone" not in tablet.get(f"/orders/{n}").text
