"""The register's desk: both receipts of a tag sold twice, one tap for what was mis-rung."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.config import RegisterServer
from app.domain.register import states
from app.domain.register.loose import take_loose
from app.domain.register.sales import take
from app.models import LooseSale, LooseState, OrderLine, RegisterAlert, RegisterSale
from app.vocabulary import clock
from tests.laws.html import Page, words
from tests.laws.marks import on_one_database
from tests.support.cast import Cast
from tests.support.client import Tablet
from tests.support.goods import arrived
from tests.support.receipts import NOON, a_sale, plain_sale

pytestmark = on_one_database


@pytest.fixture
def line(session: Session, cast: Cast) -> OrderLine:
    """A line that waits on the shelf since yesterday."""
    with clock.set_to(NOON - timedelta(days=1)):
        (made,) = arrived(session, cast)
    session.commit()
    return made


def sold_twice(session: Session, line: OrderLine) -> RegisterAlert:
    """Two registers sold its tag."""
    take(session, [a_sale(line), a_sale(line)], source="core_pos")
    session.commit()
    return session.scalars(sa.select(RegisterAlert)).one()


def text_of(page: str) -> str:
    """What stands on a page, without its HTML."""
    return words(Page(page).all("main")[0])


@pytest.mark.contract("B17")
def test_an_alert_shows_both_receipts_until_somebody_has_seen_it(
    session: Session, cast: Cast, tablet: Tablet, line: OrderLine
) -> None:
    """On Home and on its own page; then under “seen”, with who."""
    alert = sold_twice(session, line)
    tablet.sign_in(cast.buyer)
    assert "At the register: look" in tablet.get("/").text
    shown = text_of(tablet.get("/register").text)
    # The text of a page has no spaces where its pieces meet.
    numbers = [sale.receipt.removeprefix("2026-03-10 ") for sale in (alert.sale, alert.earlier)]
    assert all(number in shown for number in numbers)
    answer = tablet.post(f"/register/alerts/{alert.id}/seen", htmx=True)
    assert (answer.status_code, "Sold twice" in answer.text) == (200, False)
    assert "At the register: look" not in tablet.get("/").text
    assert "Seen by Buyer Person" in text_of(tablet.get("/register?seen=1").text)


def test_amounts_are_for_those_who_may_know(
    session: Session, cast: Cast, tablet: Tablet, line: OrderLine
) -> None:
    """A mover without the pricing permission sees the receipts and no total (C8)."""
    sold_twice(session, line)
    tablet.sign_in(cast.buyer)
    assert "120.00" in tablet.get("/register").text
    role = cast.buyer.roles[0]
    role.grants[:] = [grant for grant in role.grants if not grant.permission.startswith("prices")]
    assert "120.00" not in tablet.get("/register").text


@pytest.mark.contract("B6", "C38")
def test_one_tap_accepts_a_sale_without_a_tag(
    session: Session, cast: Cast, tablet: Tablet, line: OrderLine
) -> None:
    """From then on it counts as sold; a second tap changes nothing."""
    take_loose(session, [plain_sale(line, "12")], source="core_pos")
    session.commit()
    one = session.scalars(sa.select(LooseSale)).one()
    tablet.sign_in(cast.buyer)
    assert "At the register: look" in tablet.get("/").text
    assert "12 sold, 12 ordered · the same item, the same quantity" in text_of(
        tablet.get("/register").text
    )
    for _ in range(2):
        assert tablet.post(f"/register/sales/{one.id}/accept").status_code == 303
    session.expire_all()
    sale = session.scalars(sa.select(RegisterSale)).one()
    assert (sale.order_line_id, sale.quantity, sale.receipt, sale.user_id) == (
        line.id, 12, one.receipt, cast.buyer.id,
    )  # fmt: skip
    assert "Sales that may be" not in tablet.get("/register").text
    assert "At the register: look" not in tablet.get("/").text


def test_another_sale_is_let_go_and_not_asked_about_again(
    session: Session, cast: Cast, tablet: Tablet, line: OrderLine
) -> None:
    row = plain_sale(line, "12")
    take_loose(session, [row], source="core_pos")
    session.commit()
    one = session.scalars(sa.select(LooseSale)).one()
    tablet.sign_in(cast.buyer).post(f"/register/sales/{one.id}/dismiss")
    assert take_loose(session, [row], source="core_pos") == 0
    session.refresh(one)
    assert (one.state, one.decided_by_id) == (LooseState.DISMISSED, cast.buyer.id)
    assert tablet.post(f"/register/sales/{one.id}/accept").status_code == 409


@pytest.mark.contract("B6")
def test_what_was_said_of_a_sale_is_taken_back(
    session: Session, cast: Cast, tablet: Tablet, line: OrderLine
) -> None:
    """Either way: in the message, or later under “seen”; then it is asked about once more."""
    take_loose(session, [plain_sale(line, "12")], source="core_pos")
    session.commit()
    one = session.scalars(sa.select(LooseSale)).one()
    tablet.sign_in(cast.buyer)
    undo = f"/register/sales/{one.id}/reconsider"
    for said, heard in (("accept", "It was this sale"), ("dismiss", "It was another sale")):
        answer = tablet.post(f"/register/sales/{one.id}/{said}", htmx=True)
        assert f'action="{undo}"' in answer.text
        seen = tablet.get("/register?seen=1").text
        assert (heard in seen, f'action="{undo}?seen=1"' in seen) == (True, True)
        for _ in range(2):
            assert tablet.post(undo, htmx=True).status_code == 200
        assert "Yes, this sale" in tablet.get("/register").text
    session.expire_all()
    sales = session.scalar(sa.select(sa.func.count()).select_from(RegisterSale))
    assert (one.state, line.open, sales) == (LooseState.OPEN, 1, 0)


def test_what_waits_at_the_register_is_counted_alike(
    session: Session, cast: Cast, tablet: Tablet, line: OrderLine
) -> None:
    """On Home, on the rail, on its tab and on the page: alerts, and sales without a tag."""
    sold_twice(session, line)
    with clock.set_to(NOON - timedelta(days=1)):
        (other,) = arrived(session, cast)
    take_loose(session, [plain_sale(other, "12")], source="core_pos")
    session.commit()
    tablet.sign_in(cast.buyer)
    rail, tab = r'id="waiting-pickup">2<', r'id="tab-register">2<'
    home, page = tablet.get("/").text, tablet.get("/register").text
    assert re.search(r"<b>2</b> <span>(?:(?!</span>).)*At the register: look", home, re.S)
    assert [bool(re.search(each, page)) for each in (rail, tab, r"To look at <b>2</b>")] == [
        True, True, True,
    ]  # fmt: skip
    alert = session.scalars(sa.select(RegisterAlert)).one()
    after = tablet.post(f"/register/alerts/{alert.id}/seen", htmx=True).text
    assert ('id="tab-register" hx-swap-oob="true">1<' in after) is True


def test_other_stores_decide_about_their_own(
    session: Session, cast: Cast, tablet: Tablet, line: OrderLine
) -> None:
    alert = sold_twice(session, line)
    cast.buyer.store_id = cast.river.id
    tablet.sign_in(cast.buyer)
    assert "Sold twice" not in tablet.get("/register").text
    assert tablet.post(f"/register/alerts/{alert.id}/seen").status_code == 404


def test_rows_that_were_there_twice_are_said(
    session: Session, cast: Cast, tablet: Tablet, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was dropped is counted where people look, beside what could not be read."""
    server = RegisterServer("localhost", 3306, "user", "")
    monkeypatch.setitem(app.config, "REGISTER_SERVERS", (server,))
    some = {"with_archive": True, "doubled": 2, "left_out": "Sold tags of number 9 are not taken."}
    states.reading_ended(session, server.name, NOON, **some)
    session.commit()
    page = text_of(tablet.sign_in(cast.buyer).get("/register").text)
    assert "2 rows of tags stood there twice" in page
    assert "Sold tags of number 9 are not taken." in page
