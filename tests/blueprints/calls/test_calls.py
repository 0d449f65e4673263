"""The call sheet over HTTP: what it shows to whom, one tap for how a call ended, and what stands
in the way."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import changing
from app.models import Call, Customer, Order, OrderEvent, User
from app.vocabulary import clock
from tests.blueprints.calls.conftest import PRICE, sent, text_of
from tests.factories import a_department, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet


@pytest.mark.contract("B7", "C21", "C25")
def test_the_sheet_has_all_that_a_call_needs(
    session: Session, cast: Cast, tablet: Tablet, order: Order, ada: Customer
) -> None:
    """Who, a number to tap, when, what, and the price that can be guaranteed."""
    ada.best_hours = "after five"
    page = tablet.sign_in(cast.buyer).get("/calls").text

    assert 'href="tel:+12175550142"' in page
    words = text_of(page)
    for said in ("Ada Quill", "(217) 555-0142", "after five", "Rolled oats", PRICE, "240.00"):
        assert said in words
    assert "Due now 1" in words


@pytest.mark.contract("B1", "C8")
def test_who_sees_no_price_calls_without_one(
    session: Session, tablet: Tablet, order: Order, blind: User
) -> None:
    """No figure on the sheet, in the dialog, in what is noted, or on the order."""
    tablet.sign_in(blind)
    line = order.lines[0].id
    pages = [tablet.get("/calls").text, tablet.get(f"/calls/about?line={line}", htmx=True).text]
    pages.append(tablet.post("/calls", sent(session, order, "confirmed"), htmx=True).text)
    pages.append(tablet.get(f"/orders/{order.number}").text)
    session.expire_all()

    assert [PRICE in page or "240.00" in page for page in pages] == [False] * 4
    assert "2 of 2 confirmed" in pages[2]
    assert [str(line.confirmed_total) for line in order.lines] == [PRICE, PRICE]


@pytest.mark.parametrize("name", ["taker", "outsider"])
def test_the_sheet_is_for_callers(cast: Cast, tablet: Tablet, order: Order, name: str) -> None:
    """Takers have other rooms."""
    tablet.sign_in(getattr(cast, name))
    assert tablet.get("/calls").status_code == 403
    assert tablet.post("/calls", {"line": order.lines[0].id}).status_code == 403


@pytest.mark.contract("B7", "C23")
@pytest.mark.parametrize(
    ("outcome", "status", "said"),
    [
        ("voicemail", "called_waiting", "Left a voicemail for Ada Quill. Next try"),
        ("no_answer", "called_waiting", "No answer from Ada Quill. Next try"),
        ("wrong_number", "new_call", "Wrong number for Ada Quill."),
        ("confirmed", "new_no_call", "Reached Ada Quill. 2 of 2 confirmed."),
        ("reached", "new_call", "Reached Ada Quill."),
    ],
)
def test_one_tap_notes_how_it_ended(
    session: Session,
    cast: Cast,
    tablet: Tablet,
    order: Order,
    outcome: str,
    status: str,
    said: str,
) -> None:
    """In place of the card, with Undo; twice is once."""
    tablet.sign_in(cast.buyer)
    form = sent(session, order, outcome)
    answers = [tablet.post("/calls", form, htmx=True) for _ in range(2)]
    session.expire_all()

    assert [answer.status_code for answer in answers] == [200, 200]
    assert said in text_of(answers[0].text)
    assert "Undo" in answers[0].text
    assert [line.status for line in order.lines] == [status] * 2
    assert session.scalar(sa.select(sa.func.count()).select_from(Call)) == 1


@pytest.mark.contract("B7")
def test_without_a_script_the_sheet_says_what_was_noted(
    session: Session, cast: Cast, tablet: Tablet, order: Order
) -> None:
    """And offers to take it back; after that the card stands again."""
    tablet.sign_in(cast.buyer)
    form = sent(session, order, "voicemail", next="/calls?due=all")
    url = tablet.post("/calls", form).headers["Location"]
    call = session.scalars(sa.select(Call)).one()
    assert url == f"/calls?due=all&done={call.id}"
    page = tablet.get(url).text
    assert f'action="/calls/{call.id}/undo"' in page

    assert tablet.post(f"/calls/{call.id}/undo", {"next": "/calls"}).location == "/calls"
    session.expire_all()
    assert [line.status for line in order.lines] == ["new_call"] * 2
    assert "Due now 1" in text_of(tablet.get("/calls").text)


@pytest.mark.contract("B7", "C34")
def test_the_dialog_takes_an_answer_for_each_line(
    session: Session, cast: Cast, tablet: Tablet, order: Order
) -> None:
    """One is ordered, one is not wanted any more; the note is for whoever calls next."""
    tablet.sign_in(cast.buyer)
    first, second = order.lines
    form = sent(session, order, "reached", sheet="1", note="likes it ripe")
    form |= {f"answer-{first.id}": "confirmed", f"answer-{second.id}": "canceled"}
    tablet.post("/calls", form, htmx=True)
    session.expire_all()

    assert [line.status for line in order.lines] == ["new_no_call", "canceled"]
    page = text_of(tablet.get(f"/orders/{order.number}").text)
    assert f"Promised {PRICE} to Ada Quill" in page
    assert "Called (217) 555-0142: reached · “likes it ripe”" in page
    assert f"Rolled oats: promised {PRICE}" in page


def test_another_next_try_is_agreed_in_place(
    session: Session, cast: Cast, tablet: Tablet, order: Order
) -> None:
    """What does not fit is said beside the field."""
    tablet.sign_in(cast.buyer)
    tablet.post("/calls", sent(session, order, "voicemail"), htmx=True)
    call = session.scalars(sa.select(Call)).one()
    url = f"/calls/{call.id}/next"
    day = (clock.now() + timedelta(days=9)).date()

    seen = {"version": f"{order.number}:{session.get_one(Order, order.id).version}"}
    for nonsense in ("2020-01-01T10:00", "soon", "9999-12-31T23:59", "0001-01-01T00:00"):
        assert tablet.post(url, {**seen, "next_at": nonsense}, htmx=True).status_code == 422
    changing.set_price(session, order.lines[0], Decimal(11), by=viewer_of(cast.manager))
    session.commit()
    late = tablet.post(url, {**seen, "next_at": f"{day}T16:30"}, htmx=True)
    assert (late.status_code, "Somebody changed this order meanwhile" in late.text) == (409, True)
    assert f'value="{day}T16:30"' in late.text
    sent_again = re.search(r'name="version" value="([0-9:]+)"', late.text)
    assert sent_again is not None
    again = {"version": sent_again[1], "next_at": f"{day}T16:30"}
    for _ in range(2):
        fine = tablet.post(url, again, htmx=True)
        assert (fine.status_code, "16:30" in text_of(fine.text)) == (200, True)
    session.expire_all()
    agreed = order.events.select().where(OrderEvent.verb == "call_agreed")
    assert len(session.scalars(agreed).all()) == 1
    assert clock.local(order.lines[0].next_call_at, "America/Chicago").hour == 16


@pytest.mark.contract("B16", "D24")
@pytest.mark.parametrize("sheet", ["", "1"])
def test_what_changed_meanwhile_is_said_and_nothing_is_promised(
    session: Session, cast: Cast, tablet: Tablet, order: Order, sheet: str
) -> None:
    """The price is another one: who is on the phone must know before promising."""
    tablet.sign_in(cast.buyer)
    form = sent(session, order, "confirmed", sheet=sheet)
    changing.set_price(session, order.lines[0], Decimal(11), by=viewer_of(cast.manager))
    session.commit()
    answer = tablet.post("/calls", form, htmx=True)
    session.expire_all()

    assert answer.status_code == 409
    words = text_of(answer.text)
    assert "while you were on the phone" in words
    assert "price set by hand at 11.00" in words
    assert "Manager Person" in words
    assert [line.status for line in order.lines] == ["new_call"] * 2
    again = dict(form, version=re.findall(r'name="version" value="([^"]+)"', answer.text))
    assert tablet.post("/calls", again, htmx=True).status_code == 200


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"outcome": "shouted"}, 422),
        ({"outcome": ""}, 422),
        ({"note": "x" * 301}, 422),
        ({"line": []}, 404),
        ({"line": [99_999_999]}, 404),
        ({"line": ["x"]}, 400),
        ({"one_time_key": "short"}, 400),
        ({"version": ["nonsense", ":", "1:x"]}, 409),
        ({"outcome": "voicemail", "next_at": "2020-01-01T10:00"}, 422),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(
    session: Session, cast: Cast, tablet: Tablet, order: Order, changed: dict, status: int
) -> None:
    """As somebody would send it on purpose."""
    tablet.sign_in(cast.buyer)
    answer = tablet.post("/calls", sent(session, order, "reached") | changed, htmx=True)

    assert answer.status_code == status
    assert session.scalars(sa.select(Call)).all() == []


def test_a_call_is_to_one_customer(
    session: Session, cast: Cast, tablet: Tablet, order: Order
) -> None:
    """Lines of two people are no call."""
    oats = a_product(session, a_department(session, "Cool"))
    other = an_order(session, viewer_of(cast.taker), [a_wish(oats)], call_first=True)
    session.commit()
    form = sent(session, order, "voicemail")
    form["line"].append(other.lines[0].id)

    assert tablet.sign_in(cast.buyer).post("/calls", form).status_code == 400
