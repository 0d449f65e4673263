"""C8: who may not set prices sets none, whatever they put into a form."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.models import Base, Cents, OrderLine, Unit
from tests.laws.marks import on_one_database
from tests.laws.routes import Ears, one_each
from tests.laws.secrets import secrets_of
from tests.laws.seed import World
from tests.laws.sending import Sender
from tests.support.client import Tablet

FORGED = Decimal("424242.42")
NAMES = (
    "price", "unit_price", "case_price", "total", "cost", "retail", "sale", "amount", "percent",
    "price_kind", "priced_by_id", "manual", "discount", "line-price", "items-0-unit_price",
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


@on_one_database
@pytest.mark.contract("C8", "B1")
@pytest.mark.parametrize("who", ["taker", "blind"])
def test_no_field_of_theirs_becomes_a_price(
    app: Flask, heard: Ears, world: World, tablet: Tablet, who: str
) -> None:
    sender = Sender(app, heard, world, tablet)
    before = stored(world.session)
    done, accepted = 0, 0
    for place in one_each(app, world, "POST"):
        usual, forged = sender.usual(place), dict.fromkeys(NAMES, str(FORGED))
        asked = {name: str(FORGED) for name in usual if set(name.split("_")) & set(NAMES)}
        for data in ({**usual, **forged}, {**forged, **usual, **asked}):
            done += 1
            tablet.sign_in(world.people[who])
            with sender.undone():
                accepted += sender.post(place.url, data).status_code < 400
                assert FORGED not in secrets_of(world.session).prices, place.url
                after = stored(world.session)
                if who == "taker":
                    assert {key: after.get(key) for key in before} == before, place.url
    assert done > 60
    assert accepted > 10


@on_one_database
def test_a_buyer_sets_it_with_the_same_form(
    app: Flask, heard: Ears, world: World, tablet: Tablet
) -> None:
    """So the law above would notice."""
    sender = Sender(app, heard, world, tablet)
    place = next(p for p in one_each(app, world, "POST") if p.endpoint == "orders.price_line")
    data = {**sender.usual(place), "amount": str(FORGED), "per": "unit"}
    tablet.sign_in(world.cast.buyer)
    assert sender.post(place.url, data).status_code < 400
    assert FORGED in secrets_of(world.session).prices
    assert FORGED in world.session.scalars(sa.select(OrderLine.unit_price)).all()
