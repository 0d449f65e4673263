"""Cards of tags that were laid out: kept for a while, and not beyond the customer."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.customers import erasing
from app.domain.tags import known
from app.jobs import clearing
from app.models import KnownTag
from app.vocabulary import clock
from tests.factories import a_customer
from tests.support.cast import Cast, viewer_of
from tests.support.goods import arrived, tagged


@pytest.mark.contract("C26")
def test_a_card_is_kept_once_and_for_a_while(app: Flask, session: Session, cast: Cast) -> None:
    (line,) = arrived(session, cast)
    for card in (b"one", b"the same, by another worker"):
        known.keep(session, {"d" * 64: card}, {"d" * 64: line.id}, 30)
        session.commit()
    assert known.known(session, ["d" * 64, "e" * 64]) == {"d" * 64: b"one"}
    for days, left in ((29, 1), (31, 0)):
        with clock.set_to(clock.now() + timedelta(days=days)), app.app_context():
            clearing.clear_away()
        session.expire_all()
        assert len(session.scalars(sa.select(KnownTag.id)).all()) == left


def test_it_goes_with_the_customer(session: Session, cast: Cast) -> None:
    customer = a_customer(session)
    (line,) = tagged(session, cast, customer=customer)
    other = arrived(session, cast)[0]
    for each, digest in ((line, "d" * 64), (other, "e" * 64)):
        known.keep(session, {digest: b"card"}, {digest: each.id}, 30)
    line.open = line.order.open = 0
    session.commit()
    erasing.erase(session, customer, customer.full_name, viewer_of(cast.manager))
    session.commit()
    assert session.scalars(sa.select(KnownTag.digest)).all() == ["e" * 64]
