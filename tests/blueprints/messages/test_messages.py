"""Writing to customers from the order's page, the log, and what people may see of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.domain.settings import reading
from app.messages.sms import signature
from app.models import (
    ContactWay,
    Message,
    MessageState,
    MessageTemplate,
    Order,
    Role,
    RolePermission,
    User,
)
from app.vocabulary.occasions import MessageWay, Occasion
from app.vocabulary.permissions import Permission
from app.web.forms import new_key
from tests.factories import a_customer
from tests.support.cast import Cast
from tests.support.client import Tablet
from tests.support.gateway import SECRET, Gateway, gateway
from tests.support.goods import arrived
from tests.support.mail import Mailbox, mailbox
from tests.support.queries import count_queries


@pytest.fixture
def box(app: Flask) -> Iterator[Mailbox]:
    """A mail server that the app knows."""
    with mailbox() as server:
        app.config["MAIL_SERVER"] = server.settings(seconds=2)
        yield server
    app.config["MAIL_SERVER"] = None


@pytest.fixture
def gate(app: Flask) -> Iterator[Gateway]:
    """A gateway that the app knows."""
    with gateway() as server:
        app.config["TEXT_GATEWAY"] = server.settings(seconds=2)
        yield server
    app.config["TEXT_GATEWAY"] = None


@pytest.fixture
def order(session: Session, cast: Cast) -> Order:
    """Two arrived lines for Hana Ito."""
    reading.change(session, {"quiet_for": "none"}, store_id=0, by=None)
    hana = a_customer(session, first_name="Hana", last_name="Ito", email="hana@example.org",
                      phone="217 555 0142", contact_way=ContactWay.EMAIL)  # fmt: skip
    return arrived(session, cast, 2, customer=hana)[0].order


@pytest.fixture
def says_prices(session: Session) -> MessageTemplate:
    """The e-mail of an arrival says what all of it costs."""
    made = MessageTemplate(store_id=0, occasion=Occasion.ARRIVED, way=MessageWay.EMAIL,
                           subject="Here", body="All: {total}", shows_prices=True)  # fmt: skip
    session.add(made)
    session.commit()
    return made


def a_blind(session: Session, cast: Cast) -> User:
    """Who may write to customers and see no price."""
    grants = [Permission.ORDERS_SEE, Permission.MESSAGES_SEND, Permission.SETTINGS_MANAGE]
    role = Role(name="Blind", purpose="", grants=[RolePermission(permission=p) for p in grants])
    made = User(username="blind", name="Blind Person", store_id=cast.hill.id, roles=[role])
    session.add(made)
    session.commit()
    return made


def tell(tablet: Tablet, order: Order, way: str = "email", **kwargs: Any) -> TestResponse:
    """One tap on an offer."""
    form = {"occasion": "arrived", "way": way, "one_time_key": "a-key-of-this-very-tap"}
    return tablet.post(f"/orders/{order.number}/message", form, **kwargs)


def messages(session: Session) -> list[Message]:
    """All of them."""
    session.expire_all()
    return list(session.scalars(sa.select(Message).order_by(Message.id)))


@pytest.mark.contract("C25")
def test_one_tap_writes_once(
    tablet: Tablet, session: Session, cast: Cast, order: Order, box: Mailbox
) -> None:
    tablet.sign_in(cast.buyer)
    page = tablet.get(f"/orders/{order.number}").text
    assert "It has arrived: tell Hana?" in page
    said = tablet.get(f"/orders/{order.number}/message?occasion=arrived&way=email").text
    assert f"Your order {order.number} is here" in said
    for _ in range(2):
        answer = tell(tablet, order, htmx=True)
        assert answer.status_code == 200
        assert "tell Hana?" not in answer.text
    [made] = messages(session)
    assert (made.sent_to, made.state, made.user_id) == (
        "hana@example.org", MessageState.WAITING, cast.buyer.id,
    )  # fmt: skip
    assert tell(tablet, order).status_code == 303
    timeline = tablet.get(f"/orders/{order.number}").text
    assert "E-mail “It has arrived” written: 2 lines" in timeline


def test_what_cannot_be_is_said(
    tablet: Tablet, session: Session, cast: Cast, order: Order, app: Flask
) -> None:
    tablet.sign_in(cast.buyer)
    page = tablet.get(f"/orders/{order.number}").text
    assert "Messages are not set up here: call them." in page
    assert tell(tablet, order).status_code == 409
    assert tablet.get(f"/orders/{order.number}/message?occasion=lunch&way=email").status_code == 422
    assert (
        tablet.get(f"/orders/{order.number}/message?occasion=closing&way=email").status_code == 409
    )
    assert messages(session) == []
    assert "Neither e-mail nor text messages are set up here" in tablet.get("/messages").text


@pytest.mark.contract("B1", "C8")
def test_who_sees_no_price_reads_and_sends_none(
    tablet: Tablet, session: Session, cast: Cast, order: Order, box: Mailbox,
    says_prices: MessageTemplate,
) -> None:  # fmt: skip
    total = f"{sum(line.total for line in order.lines):,.2f}"
    blind = a_blind(session, cast)
    tablet.sign_in(blind)
    look = f"/orders/{order.number}/message?occasion=arrived&way=email"
    assert total not in tablet.get(look).text
    assert "[price]" in tablet.get(look).text
    assert tell(tablet, order).status_code == 403
    tablet.sign_in(cast.buyer)
    assert total in tablet.get(look).text
    assert tell(tablet, order).status_code == 303
    [made] = messages(session)
    assert made.body == f"All: {total}"
    for who, sees in ((cast.buyer, True), (blind, False)):
        tablet.sign_in(who)
        pages = [tablet.get(url).text for url in (f"/messages/{made.id}", "/messages",
                                                  f"/orders/{order.number}")]  # fmt: skip
        assert (total in pages[0]) is sees
        assert ("All: " in pages[0]) is sees
        assert ["All: " in page for page in pages[1:]] == [False, False]
    tablet.sign_in(cast.taker)
    assert tablet.get(f"/messages/{made.id}").status_code == 403


def test_the_log_shows_failures_first(
    tablet: Tablet, session: Session, cast: Cast, order: Order, box: Mailbox
) -> None:
    tablet.sign_in(cast.buyer)
    tell(tablet, order)
    [made] = messages(session)
    made.state, made.problem = MessageState.FAILED, "The mail server does not take this e-mail."
    session.commit()
    page = tablet.get("/messages").text
    assert "Did not get out" in page
    assert "The mail server does not take this e-mail." in page
    for query in (f"order={order.number}", f"customer={order.customer_id}", "state=failed",
                  "occasion=arrived"):  # fmt: skip
        assert f"/messages/{made.id}" in tablet.get(f"/messages?{query}", htmx=True).text
    for query in ("order=999", "customer=99999", "state=sent", "occasion=closing", "before=1"):
        assert f"/messages/{made.id}" not in tablet.get(f"/messages?{query}", htmx=True).text
    with count_queries() as asked:
        tablet.get("/messages", htmx=True)
    assert len(asked) <= 6


def test_once_more_and_not_at_all(
    tablet: Tablet, session: Session, cast: Cast, order: Order, box: Mailbox
) -> None:
    tablet.sign_in(cast.buyer)
    tell(tablet, order)
    [made] = messages(session)
    url = f"/messages/{made.id}"
    form = {"version": made.version, "one_time_key": new_key()}
    assert tablet.post(f"{url}/again", form).status_code == 409
    assert tablet.post(f"{url}/drop", {"version": made.version + 1}).status_code == 409
    assert tablet.post(f"{url}/drop", {"version": made.version}).status_code == 303
    assert messages(session)[0].state is MessageState.DROPPED
    form["version"] = made.version
    again = tablet.post(f"{url}/again", form)
    assert tablet.post(f"{url}/again", form).location == again.location
    _, copy = messages(session)
    assert again.location == f"/messages/{copy.id}"
    assert (copy.again_of_id, [line.copy for line in copy.lines]) == (made.id, [1, 1])
    assert "once more" in tablet.get("/messages").text


def test_reports_are_believed_when_signed(
    app: Flask, tablet: Tablet, session: Session, cast: Cast, order: Order, gate: Gateway
) -> None:
    tablet.sign_in(cast.buyer)
    tell(tablet, order, "text")
    [made] = messages(session)
    made.state, made.gateway_ref = MessageState.SENT, "gw-7"
    session.commit()

    def report(body: Any, secret: str = SECRET) -> int:
        raw = json.dumps(body).encode()
        headers = {"X-Signature": signature(secret, raw)}
        return app.test_client().post("/messages/report", data=raw, headers=headers).status_code

    good = {"id": "gw-7", "state": "failed", "why": "no such phone"}
    assert report(good, "another secret of the same length") == 400
    assert report(["gw-7"]) == 400
    assert report({"id": "gw-7", "state": "underway"}) == 204
    assert messages(session)[0].state is MessageState.SENT
    assert report(good) == 204
    assert (messages(session)[0].state, messages(session)[0].problem) == (
        MessageState.FAILED, "no such phone",
    )  # fmt: skip
    assert report({"id": "nobody", "state": "delivered"}) == 204
    # It is out there, and its name is not written down yet: the gateway asks again.
    made.state, made.gateway_ref = MessageState.SENDING, ""
    session.commit()
    assert report({"id": "gw-8", "state": "delivered"}) == 503
    made.state, made.gateway_ref = MessageState.SENT, "gw-8"
    session.commit()
    assert report({"id": "gw-8", "state": "delivered"}) == 204
    assert messages(session)[0].state is MessageState.DELIVERED
    app.config["TEXT_GATEWAY"] = None
    assert report(good, "") == 400
