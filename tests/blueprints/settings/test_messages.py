"""Templates as settings: what they may hold, looking at them, trying them out, by whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.models import AuditEvent, MessageTemplate, Role, RolePermission, User
from app.vocabulary.permissions import Permission
from tests.support.cast import Cast
from tests.support.client import Tablet
from tests.support.gateway import Gateway, gateway
from tests.support.goods import arrived
from tests.support.mail import Mailbox, mailbox

URL = "/settings/messages/template?occasion=arrived&way="


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


def save(tablet: Tablet, way: str = "email", store: str = "", **values: Any) -> TestResponse:
    """The form, as it is filled in; boxes are off unless said."""
    usual = {"subject": "Order {order}", "body": "{items}", "active": "y", "version": "0"}
    return tablet.post(f"{URL}{way}{store}", {**usual, **values})


def rows(session: Session) -> list[MessageTemplate]:
    """All of them."""
    session.expire_all()
    return list(session.scalars(sa.select(MessageTemplate).order_by(MessageTemplate.id)))


def last(session: Session) -> AuditEvent:
    """The newest event of the trail."""
    return session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id.desc())).first()


def a_blind_manager(session: Session, cast: Cast) -> User:
    """Who changes settings and sees no price."""
    may = (Permission.SETTINGS_MANAGE, Permission.ORDERS_SEE)
    grants = [RolePermission(permission=each) for each in may]
    made = User(username="blind", name="Blind Person", store_id=cast.hill.id,
                roles=[Role(name="Blind", purpose="", grants=grants)])  # fmt: skip
    session.add(made)
    session.commit()
    return made


def test_words_of_a_store_before_those_of_every_store(
    tablet: Tablet, session: Session, cast: Cast
) -> None:
    tablet.sign_in(cast.manager)
    store = f"&store={cast.hill.id}"
    assert save(tablet).status_code == 303
    assert save(tablet, store=store, body="Ours: {items}").status_code == 409
    assert save(tablet, store=store, body="Ours: {items}", version="1").status_code == 303
    assert [(row.store_id, row.body) for row in rows(session)] == [
        (0, "{items}"), (cast.hill.id, "Ours: {items}"),
    ]  # fmt: skip
    assert last(session).subject == "It has arrived, e-mail, Hill Store"
    assert "words of this store" in tablet.get(f"/settings/messages?store={cast.hill.id}").text
    assert save(tablet, store=store, do="follow").status_code == 303
    assert (last(session).kind, len(rows(session))) == ("message template dropped", 1)
    assert tablet.get(f"{URL}email&store=99999").status_code == 404
    assert tablet.get("/settings/messages/template?occasion=lunch").status_code == 404


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"body": "Hi {nick}"}, "There is no placeholder “{nick}”. Choose one of the list."),
        ({"subject": "{total}"}, "“{total}” says a price. Allow prices in this message first."),
        ({"body": ""}, "Write what the customer should read."),
        ({"subject": ""}, "Write a subject."),
        ({"by_itself": "y"}, "This way of writing is not set up here yet."),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    tablet: Tablet, session: Session, cast: Cast, values: dict[str, str], said: str
) -> None:
    tablet.sign_in(cast.manager)
    answer = save(tablet, **values)
    assert answer.status_code == 422
    assert said in answer.text
    assert rows(session) == []


@pytest.mark.contract("B1", "C8")
def test_prices_are_allowed_only_by_those_who_may_set_them(
    tablet: Tablet, session: Session, cast: Cast
) -> None:
    blind = a_blind_manager(session, cast)
    tablet.sign_in(blind)
    assert "May say prices" not in tablet.get(f"{URL}email").text
    save(tablet, body="{items}", shows_prices="y")
    assert [row.shows_prices for row in rows(session)] == [False]
    tablet.sign_in(cast.manager)
    save(tablet, body="{total}", shows_prices="y", version="1")
    assert [row.shows_prices for row in rows(session)] == [True]
    assert last(session).after == {"body": "{total}", "shows_prices": True}
    tablet.sign_in(blind)
    assert save(tablet, body="{items}", version="2").status_code == 403
    assert save(tablet, do="follow", version="2").status_code == 403
    assert [row.body for row in rows(session)] == ["{total}"]


@pytest.mark.contract("B1")
def test_looking_at_it_with_a_sample_and_with_an_order(
    tablet: Tablet, session: Session, cast: Cast
) -> None:
    order = arrived(session, cast, 1)[0].order
    total = f"{order.lines[0].total:,.2f}"
    words = {"do": "preview", "body": "{first_name}: {prices}", "shows_prices": "y"}
    tablet.sign_in(cast.manager)
    assert "Hana: - 2 cases of Rolled oats, 16 oz: 48.00" in save(tablet, **words).text
    mine = save(tablet, order=str(order.number), **words).text
    assert f"Ada: - Rolled oats: {total}" in mine
    assert "There is no order of this number." in save(tablet, order="99999", **words).text
    assert "There is no placeholder" in save(tablet, do="preview", body="{nick}").text
    session.add(MessageTemplate(store_id=0, occasion="arrived", way="email", subject="{order}",
                                body="{total}", shows_prices=True))  # fmt: skip
    tablet.sign_in(a_blind_manager(session, cast))
    page = save(tablet, do="preview", body="{total}", order=str(order.number)).text
    assert total not in page
    assert rows(session)[0].body == "{total}"


def test_the_parts_of_a_text_are_shown(tablet: Tablet, cast: Cast) -> None:
    tablet.sign_in(cast.manager)
    page = save(tablet, "text", do="preview", body="a" * 161).text
    assert "161 letters, 2 parts" in page
    assert "because of “✓”" in save(tablet, "text", do="preview", body="✓").text


def test_a_try_goes_to_the_address_that_was_typed(
    tablet: Tablet, session: Session, cast: Cast, box: Mailbox, gate: Gateway
) -> None:
    tablet.sign_in(cast.manager)
    assert "Sent to me@hill.example." in save(tablet, do="try", to="me@hill.example").text
    [mail] = box.mails
    assert (mail["To"], mail["Subject"]) == ("me@hill.example", "[Try] Order 10482")
    assert last(session).kind == "test message sent"
    assert save(tablet, "text", do="try", to="217 555 0142").status_code == 200
    [text] = gate.sent.values()
    assert text["to"] == "+12175550142"
    assert save(tablet, "text", do="try", to="me@hill.example").status_code == 422
    box.data = "550 No"
    refused = save(tablet, do="try", to="me@hill.example")
    assert "The mail server does not take this e-mail (it answered 550)." in refused.text
    box.data = "450 Later"
    assert "It could not be sent now" in save(tablet, do="try", to="me@hill.example").text
    assert rows(session) == []


@pytest.mark.contract("B1")
def test_a_try_of_somebody_who_sees_no_price_says_none(
    tablet: Tablet, session: Session, cast: Cast, box: Mailbox
) -> None:
    order = arrived(session, cast, 1)[0].order
    session.add(MessageTemplate(store_id=0, occasion="arrived", way="email", subject="Here",
                                body="All: {total}", shows_prices=True))  # fmt: skip
    tablet.sign_in(a_blind_manager(session, cast))
    answer = save(tablet, do="try", body="All: {total}", to="me@hill.example",
                  order=str(order.number))  # fmt: skip
    assert answer.status_code == 422
    assert box.mails == []


def test_rules_of_messages_are_on_their_page(tablet: Tablet, cast: Cast) -> None:
    tablet.sign_in(cast.manager)
    page = tablet.get("/settings/message-rules").text
    assert "Quiet from" in page
    assert "Quiet from" not in tablet.get("/settings/rules").text


def test_an_order_is_looked_at_only_by_those_who_see_orders(
    tablet: Tablet, session: Session, cast: Cast
) -> None:
    """A template filled in says who ordered what."""
    order = arrived(session, cast, 1)[0].order
    blind = a_blind_manager(session, cast)
    blind.roles[0].grants = [
        grant for grant in blind.roles[0].grants if grant.permission != Permission.ORDERS_SEE
    ]
    session.commit()
    tablet.sign_in(blind)
    assert save(tablet, do="preview").status_code == 200
    for act in ("preview", "try"):
        answer = save(tablet, do=act, order=str(order.number), to="me@hill.example")
        assert (answer.status_code, order.lines[0].description in answer.text) == (403, False)
