"""C8: who may not set prices sets none, whatever they put into a form, and leaves a trace."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.models import AuditEvent, Base, Cents, OrderLine, Unit
from app.web.forged import COSTS, KIND, PRICES, fields_of
from tests.laws.html import Page, forms
from tests.laws.marks import on_one_database
from tests.laws.routes import Ears, Place, one_each, places
from tests.laws.secrets import secrets_of
from tests.laws.seed import World
from tests.laws.sending import Sender
from tests.support.client import Tablet

FORGED = Decimal("424242.42")
NAMES = (
    "price", "unit_price", "case_price", "total", "cost", "retail", "sale_price", "percent",
    "price_kind", "price_choice", "priced_by_id", "discount", "member_type", "member_type_id",
    "suggested_retail", "discountable", "like_code", "line-price", "items-0-unit_price",
    "lines[0][unitPrice]",
)  # fmt: skip


def stored(session: Session) -> dict[tuple[str, int], Decimal]:
    """Every amount that is kept, by column and row."""
    session.commit()
    return {
        (str(column), row_id): amount
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, Cents | Unit)
        for row_id, amount in session.execute(sa.select(table.c.id, column))
    }


def refusals(session: Session) -> list[tuple[int | None, str]]:
    """Who tried to set a price where, by the trail."""
    session.commit()
    rows = session.execute(
        sa.select(AuditEvent.user_id, AuditEvent.subject)
        .where(AuditEvent.kind == KIND)
        .order_by(AuditEvent.id)
    )
    return [(user_id, subject) for user_id, subject in rows]


@on_one_database
@pytest.mark.contract("C8", "B1")
@pytest.mark.parametrize("who", ["taker", "blind"])
@pytest.mark.parametrize("name", [None, *NAMES])
def test_no_field_of_theirs_becomes_a_price(
    app: Flask, sender: Sender, world: World, tablet: Tablet, who: str, name: str | None
) -> None:
    """Every form that acts, with one such field or with all of them: refused, nothing stored, and
    the trail says who tried it where."""
    before, person = stored(world.session), world.people[who]
    forged = dict.fromkeys([name] if name else NAMES, str(FORGED))
    done = 0
    for place in _some(one_each(app, world, "POST"), name):
        for data in (
            {**sender.usual(place), **forged},
            {**forged, **sender.usual(place), **forged},
        ):
            done += 1
            tablet.sign_in(person)
            with sender.undone():
                known = len(refusals(world.session))
                assert sender.post(place.url, data).status_code == 403, place.url
                assert refusals(world.session)[known:] == [(person.id, place.endpoint)]
                assert stored(world.session) == before, place.url
    assert done > (60 if name is None else 3)


def _some(places: list[Place], name: str | None) -> list[Place]:
    """All of them for all fields at once; for a single field a few are enough."""
    return places if name is None else places[:: max(1, len(places) // 4)]


@on_one_database
@pytest.mark.contract("C8")
@pytest.mark.parametrize(
    ("who", "forbidden"),
    [
        ("taker", PRICES | COSTS),
        ("blind", PRICES | COSTS),
        ("costed", PRICES),
        ("priced", COSTS),
        ("setter", COSTS),
    ],
)
def test_their_own_forms_are_never_taken_for_forged(
    app: Flask,
    heard: Ears,
    world: World,
    tablet: Tablet,
    who: str,
    forbidden: frozenset[str],
) -> None:
    """No field that somebody is offered is one of a price, or of a cost, that they may not set."""
    tablet.sign_in(world.people[who])
    offered: set[str] = set()
    for place in places(app, world, "GET"):
        answer = tablet.get(place.url)
        if answer.mimetype != "text/html" or answer.status_code >= 300:
            continue
        for form in forms(Page(answer.text, fragment=False)):
            offered |= set(form.data) if form.method == "post" else set()
    assert len(offered) > 5
    assert fields_of(offered) & forbidden == set()


@on_one_database
def test_a_buyer_sets_it_with_the_same_form(
    app: Flask, sender: Sender, world: World, tablet: Tablet
) -> None:
    """So the law above would notice."""
    place = next(p for p in one_each(app, world, "POST") if p.endpoint == "orders.price_line")
    data = {**sender.usual(place), "amount": str(FORGED), "per": "unit"}
    tablet.sign_in(world.cast.buyer)
    assert sender.post(place.url, data).status_code < 400
    assert FORGED in secrets_of(world.session).prices
    assert FORGED in world.session.scalars(sa.select(OrderLine.unit_price)).all()
