"""The call sheet over HTTP: what it shows to whom, one tap for how a call ended, and what stands
in the way."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import actions, changing
from app.domain.orders.statuses import book
from app.models import Call, Customer, Order, Role, RolePermission, Setting, User
from app.vocabulary import clock
from app.vocabulary.permissions import Permission
from tests.factories import a_customer, a_department, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet
from tests.support.queries import count_queries

PRICE = "120.00"


@pytest.fixture
def ada(session: Session) -> Customer:
    """Somebody in the file, with a number."""
    return a_customer(session, phone="+12175550142", phone_digits="2175550142")


@pytest.fixture
def order(session: Session, cast: Cast, ada: Customer) -> Order:
    """Two cases of oats that wait for a call."""
    oats = a_product(session, a_department(session))
    wishes = [a_wish(oats), a_wish(oats, description="More oats")]
    made = an_order(session, viewer_of(cast.taker), wishes, ada, call_first=True)
    session.commit()
    return made


@pytest.fixture
def blind(session: Session, cast: Cast) -> User:
    """Who calls and sees no price."""
    grants = [RolePermission(permission=p) for p in (Permission.CALLS_MAKE, Permission.ORDERS_SEE)]
    role = Role(name="Caller", grants=grants)
    made = User(username="caller", name="Caller Person", store_id=cast.hill.id, roles=[role])
    session.add(made)
    session.commit()
    return made


def sent(session: Session, order: Order, outcome: str, **more: Any) -> dict[str, Any]:
    """What a tap on the card of an order sends."""
    session.refresh(order)
    return {
        "one_time_key": more.pop("key", "a-key-of-the-call-sheet"),
        "line": [line.id for line in order.lines],
        "version": [f"{order.number}:{order.version}"],
        "number": "+12175550142",
        "outcome": outcome,
        **more,
    }


def text_of(page: str) -> str:
    """What a person reads, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


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

    assert tablet.post(url, {"next_at": "2020-01-01T10:00"}, htmx=True).status_code == 422
    assert tablet.post(url, {"next_at": "soon"}, htmx=True).status_code == 422
    fine = tablet.post(url, {"next_at": f"{day}T16:30"}, htmx=True)
    assert (fine.status_code, "16:30" in text_of(fine.text)) == (200, True)
    session.expire_all()
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


@pytest.mark.contract("B7")
def test_best_hours_are_put_right_where_they_are_read(
    session: Session, cast: Cast, tablet: Tablet, order: Order, ada: Customer
) -> None:
    """In the customer's record."""
    tablet.sign_in(cast.buyer)
    form = {"line": [order.lines[0].id], "hours": " weekdays  after five "}
    page = tablet.post("/calls/best-hours", form, htmx=True).text
    assert "weekdays after five" in page
    assert tablet.post("/calls/best-hours", form | {"next": "/calls"}).location == "/calls"
    session.refresh(ada)
    assert ada.best_hours == "weekdays after five"
    assert tablet.post("/calls/best-hours", form | {"hours": "x" * 61}).status_code == 422


@pytest.mark.contract("M5", "M7", "B7")
def test_further_numbers_show_where_they_are_switched_on(
    session: Session, cast: Cast, tablet: Tablet, order: Order, ada: Customer
) -> None:
    """Every number that can be tapped."""
    from app.models import CustomerReach, ReachKind

    reach = CustomerReach(kind=ReachKind.PHONE, value="+12175550177", digits="2175550177")
    ada.reaches.append(reach)
    session.commit()
    tablet.sign_in(cast.buyer)
    assert "tel:+12175550177" not in tablet.get("/calls").text
    session.add(Setting(key="secondary_contacts", store_id=0, value={"is": True}))
    assert "tel:+12175550177" in tablet.get("/calls").text


def test_a_call_is_noted_from_the_order_too(
    session: Session, cast: Cast, tablet: Tablet, order: Order
) -> None:
    """And one comes back there; goods on their way stay where they are."""
    tablet.sign_in(cast.buyer)
    buyer = viewer_of(cast.buyer)
    actions.move_all(order, "placed", by=buyer, book=book(session))
    page = unescape(tablet.get(f"/orders/{order.number}").text)
    url = re.search(r'href="(/calls/about[^"]+)"', page)
    assert url is not None
    dialog = tablet.get(url.group(1), htmx=True)
    assert dialog.headers["HX-Retarget"] == "#dialog"
    back = f"/orders/{order.number}"
    form = sent(session, order, "voicemail", whole="1", sheet="1", next=back)
    answer = tablet.post("/calls", form, htmx=True)
    session.expire_all()

    assert answer.headers["HX-Redirect"] == back
    assert [line.status for line in order.lines] == ["placed"] * 2
    assert "left a voicemail" in text_of(tablet.get(back).text)


def test_the_log_stands_on_the_page_of_the_customer(
    session: Session, cast: Cast, tablet: Tablet, order: Order, ada: Customer
) -> None:
    """What was said on the phone, and about which order."""
    tablet.sign_in(cast.buyer)
    tablet.post("/calls", sent(session, order, "voicemail", note="rings long"), htmx=True)
    url = f"/customers/{ada.id}/calls"
    assert f'hx-get="{url}"' in tablet.get(f"/customers/{ada.id}").text
    page = text_of(tablet.get(url, htmx=True).text)

    assert "Left a voicemail rings long" in page
    assert f"Order {order.number}" in page
    assert "Nobody has called yet" in tablet.get(f"/customers/{a_customer(session).id}/calls").text


def test_a_page_asks_six_things_however_long_it_is(
    session: Session, cast: Cast, tablet: Tablet, order: Order
) -> None:
    """The same statements for one customer and for thirty."""
    tablet.sign_in(cast.buyer)
    session.commit()
    with count_queries() as few:
        tablet.get("/calls")
    oats = a_product(session, a_department(session, "Cool"))
    for n in range(30):
        person = a_customer(session, last_name=f"Q{n}")
        an_order(session, viewer_of(cast.taker), [a_wish(oats)], person, call_first=True)
    session.commit()
    with count_queries() as more:
        page = tablet.get("/calls").text

    assert page.count('class="card call') == 20
    assert (len(few), len(more)) == (6, 6)
    link = re.search(r'href="(/calls\?[^"]*after=[^"]+)"', page)
    assert link is not None
    rest = tablet.get(unescape(link.group(1))).text
    assert rest.count('class="card call') == 11
