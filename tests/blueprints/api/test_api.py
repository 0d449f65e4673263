"""Programs: a key for each, tags as they must ring up, sales taken once (C35, C39, B1)."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.register import tokens
from app.extensions import db
from app.models import ApiToken, LooseSale, OrderLine, RegisterSale, Scope
from app.vocabulary import clock
from app.vocabulary.barcodes import tag_code
from app.vocabulary.errors import Invalid
from tests.blueprints.api.conftest import Ask
from tests.conftest import make_app, make_tables
from tests.laws.marks import on_one_database
from tests.support.cast import Cast, make_cast, viewer_of
from tests.support.client import Tablet
from tests.support.goods import arrived
from tests.support.receipts import NOON

pytestmark = on_one_database
NO_TAG = "No order of this store has this tag."


def code_of(line: OrderLine) -> str:
    """The tag of a line."""
    return tag_code(line.order.number, line.number)


def row(of: OrderLine, **values: Any) -> dict[str, Any]:
    """A row of a receipt as a program sends it."""
    usual = {
        "receipt": "A-17", "line": 1, "tag": code_of(of), "units_per_case": 12, "cases": 2,
        "total": "240.00", "sold_at": NOON.isoformat(),
    }  # fmt: skip
    return {**usual, **values}


@pytest.mark.contract("C35")
def test_a_tag_as_it_must_ring_up(ask: Ask, line: OrderLine) -> None:
    """With or without check digit; amounts as text."""
    answer = ask(f"/tags/{code_of(line)}", Scope.TAGS, Scope.PRICES)
    assert line.department is not None
    assert (answer.status_code, answer.json) == (200, {
        "order": line.order.number, "line": 1, "may_ring_up": True, "reason": "",
        "upc": line.upc, "description": "Rolled oats", "department": line.department.number,
        "units_per_case": 12, "cases": 2, "discountable": False,
        "unit_price": "10.00", "total": "240.00", "regular_total": "240.00",
    })  # fmt: skip
    assert ask(f"/tags/00{code_of(line)[:-1]}", Scope.TAGS, Scope.PRICES).json == answer.json


@pytest.mark.contract("C35")
def test_a_key_knows_only_what_its_store_may_ring_up(
    ask: Ask, line: OrderLine, session: Session, cast: Cast
) -> None:
    """Of another store's line nothing is told and nothing sold, until it is picked up here."""
    line.store_id = line.order.store_id = cast.river.id
    line.order.pickup_store_id = cast.river.id
    told = ask(f"/tags/{code_of(line)}", Scope.TAGS, Scope.PRICES)
    assert (told.status_code, told.json) == (200, {
        "order": line.order.number, "line": 1, "may_ring_up": False, "reason": NO_TAG,
    })  # fmt: skip
    sold = ask("/sales", Scope.SALES, body={"sales": [row(line)]})
    assert (sold.json["taken"], sold.json["alerts"]) == (1, 1)
    assert session.scalars(sa.select(RegisterSale.order_line_id)).all() == [None]
    line.order.pickup_store_id = cast.hill.id
    assert ask(f"/tags/{code_of(line)}", Scope.TAGS).json["may_ring_up"] is True


@pytest.mark.contract("B1", "C8")
def test_prices_are_there_only_for_keys_that_may_see_them(ask: Ask, line: OrderLine) -> None:
    """Fail closed: a key without the scope learns no amount, whatever it asks."""
    said = ask(f"/tags/{code_of(line)}", Scope.TAGS)
    assert (said.status_code, "10.00" in said.text, "240.00" in said.text) == (200, False, False)
    assert not {"unit_price", "total", "regular_total"} & set(said.json)
    told = ask("/sales", Scope.SALES, body={"sales": [row(line, total="777.77")]})
    assert (told.status_code, "777.77" in told.text, "240.00" in told.text) == (200, False, False)


def test_why_a_tag_may_not_be_rung_up(ask: Ask, line: OrderLine, session: Session) -> None:
    """Sold, without a price, of no order, and no tag at all."""
    asked = f"/tags/{code_of(line)}"
    ask("/sales", Scope.SALES, body={"sales": [row(line)]})
    session.expire_all()
    sold = ask(asked, Scope.TAGS).json
    assert (sold["may_ring_up"], sold["reason"]) == (False, "It was sold already.")
    line.unit_price = None
    needed = ask(asked, Scope.TAGS, Scope.PRICES).json
    assert (needed["may_ring_up"], "total" in needed, "department" in needed["reason"]) == (
        False, False, True,
    )  # fmt: skip
    assert ask("/tags/454999999997", Scope.TAGS).json["reason"] == NO_TAG
    nonsense = ask("/tags/454999999990", Scope.TAGS)
    assert (nonsense.status_code, nonsense.mimetype) == (404, "application/json")


def test_each_key_opens_its_own_doors_and_none_when_it_is_revoked(
    ask: Ask, line: OrderLine, session: Session, cast: Cast
) -> None:
    asked = f"/tags/{code_of(line)}"
    assert [ask(asked, *scopes).status_code for scopes in ((), (Scope.SALES,), (Scope.TAGS,))] == [
        401, 403, 200,
    ]  # fmt: skip
    assert ask("/sales", Scope.TAGS, body={"sales": []}).status_code == 403
    for key in session.scalars(sa.select(ApiToken)).all():
        tokens.revoke(session, key.id, by=viewer_of(cast.admin))
    refused = ask(asked, Scope.TAGS)
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")


@pytest.mark.contract("C39")
def test_sales_are_taken_once_however_often_they_are_sent(
    ask: Ask, line: OrderLine, session: Session, cast: Cast
) -> None:
    body = {"sales": [row(line), row(line, receipt="A-18", training=True)]}
    first, second = (ask("/sales", Scope.SALES, body=body).json for _ in range(2))
    assert first == {
        "taken": 1, "known": 0, "ignored": 1, "completed": 0, "alerts": 0, "refused": [],
    }  # fmt: skip
    assert (second["taken"], second["known"]) == (0, 1)
    sale = session.scalars(sa.select(RegisterSale)).one()
    assert (sale.source, sale.receipt, sale.quantity, sale.cases, sale.store_id) == (
        "api", "2026-03-10 A-17", 24, 2, cast.hill.id,
    )  # fmt: skip


@pytest.mark.contract("B6")
def test_a_line_of_a_receipt_that_is_told_differently_is_refused_and_said(
    ask: Ask, session: Session, cast: Cast
) -> None:
    """Known by receipt and line: something else there is no new sale, and not dropped in silence,
    neither within one report nor later."""
    with clock.set_to(NOON - timedelta(days=1)):
        one, two = arrived(session, cast, 2)
    session.commit()
    first, other = (
        {"receipt": "A-17", "line": 1, "tag": tag_code(line.order.number, line.number),
         "units_per_case": 12, "sold_at": NOON.isoformat()}
        for line in (one, two)
    )  # fmt: skip
    for body, taken in (([first, other], 1), ([other], 0)):
        said = ask("/sales", Scope.SALES, body={"sales": body}).get_json()
        assert (said["taken"], said["ignored"], len(said["refused"])) == (taken, 0, 1)
        assert said["refused"][0]["reason"].startswith("This line of the receipt was told before")
    assert session.scalars(sa.select(RegisterSale.order_line_id)).all() == [one.id]


def test_a_key_of_a_closed_store_opens_nothing(ask: Ask, cast: Cast, line: OrderLine) -> None:
    """Until the store is open again; and nobody makes one for it."""
    tag = f"/tags/{tag_code(line.order.number, line.number)}"
    assert ask(tag, Scope.TAGS).status_code == 200
    cast.hill.active = False
    assert ask(tag, Scope.TAGS).status_code == 401
    with pytest.raises(Invalid):
        ask(tag, Scope.TAGS, Scope.PRICES)
    cast.hill.active = True
    assert ask(tag, Scope.TAGS).status_code == 200


def test_plain_sales_are_looked_through_for_waiting_lines(
    ask: Ask, line: OrderLine, session: Session
) -> None:
    plain = row(line, tag=None, upc=line.upc, units_per_case=24, cases=None)
    other = row(line, tag=None, upc="4011", line=2)
    said = ask("/sales", Scope.SALES, body={"sales": [plain, other]}).json
    assert (said["taken"], said["ignored"]) == (1, 1)
    assert session.scalars(sa.select(LooseSale.order_line_id)).all() == [line.id]


@pytest.mark.parametrize(
    "values",
    [
        {"total": "-1.00"}, {"total": "1.005"}, {"units_per_case": 0}, {"kind": "gift"},
        {"sold_at": "2026-03-10T12:00:00"}, {"receipt": ""}, {"line": 0}, {"extra": 1},
        {"receipt": "a\nb"}, {"units_per_case": "NaN"},
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_whole(
    ask: Ask, line: OrderLine, session: Session, values: dict[str, Any]
) -> None:
    body = {"sales": [row(line), row(line, **{"line": 2, **values})]}
    assert ask("/sales", Scope.SALES, body=body).status_code == 422
    assert session.scalar(sa.select(sa.func.count()).select_from(RegisterSale)) == 0


@pytest.mark.parametrize(
    ("body", "media", "code"),
    [
        (b"x", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"sales": 1}', "text/plain", 415),
        (b"sales=1", "application/x-www-form-urlencoded", 415),
        (b"[]", "application/json", 422),
        (b'{"sales": [{"total": 7919.37, "units_per_case": NaN}]}', "application/json", 422),
    ],
)
def test_bodies_that_nobody_can_read_are_refused_in_json(
    app: Flask, session: Session, cast: Cast, body: bytes, media: str, code: int
) -> None:
    """Kindly, and without repeating what was sent (B1)."""
    admin = viewer_of(cast.admin)
    _, secret = tokens.make(session, "Till", cast.hill.id, [Scope.SALES], by=admin)
    session.commit()
    headers = {"Authorization": f"Bearer {secret}"}
    answer = app.test_client().post("/api/v1/sales", data=body, content_type=media, headers=headers)
    assert (answer.status_code, answer.json["status"], "7919" in answer.text) == (code, code, False)


@pytest.mark.parametrize(
    "values",
    [
        {"sold_at": "0001-01-01T00:00:00+14:00"}, {"sold_at": "9999-12-31T23:59:59-14:00"},
        {"units_per_case": "0.0001", "cases": "0.0001"},
        {"units_per_case": "1000000", "cases": "1000000"},
    ],
)  # fmt: skip
def test_what_no_receipt_can_hold_is_told(
    ask: Ask, line: OrderLine, values: dict[str, Any]
) -> None:
    said = ask("/sales", Scope.SALES, body={"sales": [row(line, **values)]}).json
    assert (said["taken"], len(said["refused"])) == (0, 1)


def test_rows_of_no_tag_are_told_one_by_one(ask: Ask, line: OrderLine) -> None:
    rows = [row(line), row(line, line=2, tag="123"), row(line, line=3, tag=None)]
    said = ask("/sales", Scope.SALES, body={"sales": rows}).json
    assert (said["taken"], said["refused"]) == (1, [
        {"receipt": "A-17", "line": 2, "reason": "That is no tag."},
        {"receipt": "A-17", "line": 3, "reason": "It needs a tag, or the code of an item."},
    ])  # fmt: skip


def test_a_key_is_counted_by_itself(database_url: str, valkey: str, tmp_path: Path) -> None:
    """Too many calls in a minute wait; those with another key do not."""
    url = f"sqlite:///{tmp_path / 'door.db'}"
    make_tables(url)
    app = make_app(url, valkey, RATELIMIT_ENABLED=True)
    with app.app_context():
        made = make_cast(db.session())
        admin, scopes = viewer_of(made.admin), [Scope.TAGS]
        one, two = (
            tokens.make(db.session(), name, made.hill.id, scopes, by=admin)[1] for name in "ab"
        )
        db.session.commit()

    def ask(key: str) -> int:
        headers = {"Authorization": f"Bearer {key}"}
        return app.test_client().get("/api/v1/tags/454000001015", headers=headers).status_code

    assert [ask(one) for _ in range(602)] == [200] * 600 + [429] * 2
    assert ask(two) == 200
    assert [ask(f"caselot_guess{n}") for n in range(62)] == [401] * 60 + [429] * 2
    assert ask(two) == 200


def test_a_key_is_shown_once_and_kept_as_a_digest(
    tablet: Tablet, cast: Cast, session: Session
) -> None:
    """Who may not see prices cannot make a key that does."""
    tablet.sign_in(cast.manager)
    body = {"name": "Till 3", "store": str(cast.river.id), "tags": "y", "prices": "y"}
    made = tablet.post("/settings/keys/new", body)
    secret = made.text.partition(f'id="secret">{tokens.PREFIX}')[2].partition("<")[0]
    token = session.scalars(sa.select(ApiToken)).one()
    assert (token.scopes, token.store_id, token.digest) == (
        "tags prices", cast.river.id, tokens.digest_of(tokens.PREFIX + secret),
    )  # fmt: skip
    assert 'data-copies="secret"' in made.text
    listed = tablet.get("/settings/keys").text
    assert ("Till 3" in listed, secret in listed) == (True, False)
    assert tablet.post(f"/settings/keys/{token.id}/revoke").status_code == 303
    nothing = tablet.post("/settings/keys/new", {"name": "x", "store": "1"})
    beside = '<span class="error" id="scopes-error">Choose what it may do.</span>'
    assert (nothing.status_code, beside in nothing.text) == (422, True)
    role = cast.manager.roles[0]
    role.grants[:] = [grant for grant in role.grants if grant.permission != "prices.see"]
    assert tablet.post("/settings/keys/new", body).status_code == 403


def test_the_description_is_made_of_what_is_checked(tablet: Tablet, cast: Cast) -> None:
    tablet.sign_in(cast.manager)
    said = tablet.get("/api/v1/openapi.json").json
    assert set(said["paths"]) == {"/api/v1/sales", "/api/v1/tags/{tag_code}"}
    assert said["components"]["securitySchemes"] == {"key": {"type": "http", "scheme": "bearer"}}
    page = tablet.get("/api/v1/").text
    assert "POST /api/v1/sales" in page
    assert json.dumps("sale | void | refund")[1:-1] in page
