"""A receipt that cannot be taken, whyever, holds up no other (B20)."""

from __future__ import annotations

from decimal import Decimal

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.jobs.taking import not_taken, take_all
from app.models import LooseSale, RegisterSale
from app.vocabulary import clock
from tests.support.cast import Cast
from tests.support.goods import arrived
from tests.support.receipts import a_sale, plain_sale


def test_one_receipt_that_cannot_be_taken_holds_up_no_other(
    app: Flask, session: Session, cast: Cast
) -> None:
    """With tags and without: the others are taken, and it is said which one is left."""
    one, two, three = arrived(session, cast, 3)
    session.commit()
    now = clock.now()
    today = {"sold_at": now, "business_date": now.date()}
    rows = [
        a_sale(one, **today, receipt="bad", units=Decimal("Infinity")),
        a_sale(two, **today),
        plain_sale(three, "12", **today, receipt="bad too", total=Decimal("Infinity")),
        plain_sale(three, "12", **today),
    ]
    with app.app_context():
        taken, left = take_all(rows, "core_pos")
    assert (taken.new, left) == (1, ["bad", "bad too"])
    assert session.scalars(sa.select(RegisterSale.order_line_id)).all() == [two.id]
    assert session.scalars(sa.select(LooseSale.order_line_id)).all() == [three.id]
    assert not_taken(["A-1", "A-2"]) == (
        "Receipt A-1 and 1 more could not be taken. The log says more."
    )
