"""What the desk asks instead of guessing: which item, how many in a case (C2, C5, C16, C17)."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.blueprints.entry.desk import SECRET, a_shelf, kept, orders, said, url
from tests.factories import a_department, a_product, a_vendor, a_vendor_item
from tests.support.cast import Cast
from tests.support.client import Tablet


@pytest.mark.contract("C16")
def test_a_code_that_means_several_things_is_asked_about(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Two vendors number alike: neither is taken, not by a scan and not by Enter."""
    for name in ("Blue Heron", "Prairie Mills"):
        a_vendor_item(session, a_vendor(session, name), sku="4471", description=f"{name} jam")
    tablet.sign_in(cast.taker)
    answer = tablet.post(url("add-item"), {"q": "4471"}, htmx=True)
    assert said(answer.text) == ["4471 means several things. Which one is it?"]
    assert answer.text.count('name="hit"') == 2
    typed = tablet.get(url("find-item?q=4471"), htmx=True).text
    assert 'class="hits" data-query=""' in typed
    assert kept(session).items == ()


@pytest.mark.contract("C16")
def test_a_short_number_never_picks_what_merely_ends_in_it(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """It is offered at most, and said to be near only."""
    vendor = a_vendor(session)
    a_vendor_item(session, vendor, sku="99118204", description="Jam 118204", department=None)
    tablet.sign_in(cast.taker)
    answer = tablet.post(url("add-item"), {"q": "118204"}, htmx=True)
    assert kept(session).items == ()
    assert said(answer.text) == ["Nothing has exactly the code 118204. Is it one of these?"]
    typed = tablet.get(url("find-item?q=118204"), htmx=True).text
    assert 'class="hits" data-query=""' in typed


@pytest.mark.contract("C2", "C17")
def test_an_unknown_case_size_is_asked_and_holds_nothing_up(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """A number answers it; so does “Nobody knows”; a step of the cases alone does not."""
    customer, department, _ = a_shelf(session)
    row = a_vendor_item(session, a_vendor(session), case_size=None, department=department)
    tablet.sign_in(cast.taker).post(url("choose-customer"), {"customer": customer.id})
    added = tablet.post(url("add-item"), {"hit": f"v{row.id}"}, htmx=True).text
    assert "How many come in a case?" in added
    stepped = tablet.post(url("set-quantity", ref=1), {"cases": "2", "case_size": ""}, htmx=True)
    assert "HX-Retarget" not in stepped.headers
    assert (kept(session).items[0].cases, kept(session).items[0].ask) == (2, True)
    finish = {"call_first": "no", "getting": cast.hill.id, "source": "counter"}
    answered = {"cases": "2", "case_size": "", "confirmed": "1"}
    done = tablet.post(url("set-quantity", ref=1), answered, htmx=True)
    assert "How many come in a case?" not in done.text
    typed = {"cases": "2", "case_size": "8"}
    tablet.post(url("set-quantity", ref=1), typed, htmx=True)
    [item] = kept(session).items
    assert (item.case_size, item.case_size_by_hand, item.ask) == (8, True, False)
    assert tablet.post(url("place"), finish, htmx=True).status_code == 200
    [order] = orders(session)
    assert (order.lines[0].case_size, order.lines[0].case_size_by_hand) == (8, True)


@pytest.mark.contract("C5")
def test_what_is_typed_before_it_is_confirmed_is_not_lost(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Steps of an item whose department asks are kept, and the question with them."""
    product = a_product(session, a_department(session, "Bulk", minimum_quantity=24), case_size=1)
    tablet.sign_in(cast.taker).post(url("add-item"), {"q": product.upc})
    step = {"cases": "3", "case_size": "1"}
    assert tablet.post(url("set-quantity", ref=1), step, htmx=True).status_code == 200
    [item] = kept(session).items
    assert (item.cases, item.ask) == (3, True)


@pytest.mark.contract("C2", "C12")
def test_the_price_follows_the_units_in_a_case(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Of one case, and of as many as are wanted."""
    *_, product = a_shelf(session)
    tablet.sign_in(cast.buyer).post(url("add-item"), {"q": product.upc})
    for cases, size in ((1, 6), (3, 6), (3, 1)):
        data = {"cases": cases, "case_size": size}
        shown = tablet.post(url("set-quantity", ref=1), data, htmx=True).text
        assert f"<b>{SECRET * cases * size:,.2f}</b>" in shown


@pytest.mark.contract("C3")
def test_without_a_deposit_rule_it_is_paid_at_pickup(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """The page says so, and asks for nothing."""
    assert "Pay at pickup." in tablet.sign_in(cast.taker).get(url()).text


def test_two_tablets_on_one_draft_lose_nothing(
    session: Session, cast: Cast, tablet: Tablet, app: Flask
) -> None:
    """The second one's page is old; what it adds joins what is there."""
    _, department, oats = a_shelf(session)
    kelp = a_product(session, department, description="Kelp")
    first, second = tablet, Tablet(app, session)
    first.sign_in(cast.taker).get(url())
    second.sign_in(cast.buyer).get(url())
    first.post(url("add-item"), {"q": oats.upc, "once": "first"}, htmx=True)
    second.post(url("add-item"), {"q": kelp.upc, "once": "second"}, htmx=True)
    first.post(url("set-quantity", ref=1), {"cases": "4", "case_size": "12"}, htmx=True)
    second.post(url("remove-item", ref=1), htmx=True)
    late = first.post(url("set-quantity", ref=1), {"cases": "5", "case_size": "12"}, htmx=True)
    assert late.status_code == 404
    assert [i.description for i in kept(session).items] == ["Kelp"]
