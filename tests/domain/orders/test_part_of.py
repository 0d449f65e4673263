"""A part of the cases of a line becomes a line of its own, in the same order (C30, B10)."""

from __future__ import annotations

from collections.abc import Set
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.orders import actions, changing, lifecycle
from app.domain.orders.heirs import OWN, said_columns
from app.domain.orders.splitting import part_of
from app.domain.orders.statuses import StatusBook
from app.models import Order, OrderLine
from app.vocabulary.errors import Invalid, Refused
from app.vocabulary.money import cents

SHARED = {"cases", "total", "confirmed_total"}


def values(line: OrderLine, *, without: Set[str] = frozenset()) -> dict[str, object]:
    """Everything a line says and where it stands."""
    names = set(said_columns()) | lifecycle.WRITTEN
    return {name: getattr(line, name) for name in names - without}


@pytest.mark.contract("C30")
def test_the_rest_says_what_the_whole_said(
    session: Session, order: Order, buyer: Viewer, statuses: StatusBook
) -> None:
    """Every column that is not a line's own, whatever is added later."""
    line = order.lines[0]
    actions.edit_line(line, {"cases": 5, "case_size": 7, "bin": "B4"}, by=buyer)
    changing.set_price(session, line, Decimal("9.99"), by=buyer, per_case=True)
    actions.move(line, "placed", by=buyer, book=statuses)
    line.copies, line.confirmed_total = 1, Decimal("50.00")
    session.flush()
    before = values(line, without=SHARED)

    rest = part_of(session, line, 3, by=buyer, book=statuses)

    assert values(line, without=SHARED) == before
    assert values(rest, without=SHARED) == before
    assert set(OrderLine.__table__.columns.keys()) == OWN | lifecycle.WRITTEN | set(said_columns())
    assert (line.cases, line.total, line.confirmed_total) == (3, Decimal("29.97"), Decimal("30.00"))
    assert (rest.cases, rest.total, rest.confirmed_total) == (2, Decimal("19.98"), Decimal("20.00"))
    assert (line.number, line.copies, rest.number, rest.copies) == (1, 1, 3, 0)
    assert rest.list_key == order.id * 100 + 96
    assert rest.department is line.department


def test_both_parts_have_a_case(
    session: Session, order: Order, buyer: Viewer, statuses: StatusBook
) -> None:
    """And what is closed, or full, is not split."""
    line = order.lines[0]
    actions.edit_line(line, {"cases": 2}, by=buyer)
    for cases in (0, 2, -1):
        with pytest.raises(Invalid):
            part_of(session, line, cases, by=buyer, book=statuses)
    order.lines_made = 99
    with pytest.raises(Refused):
        part_of(session, line, 1, by=buyer, book=statuses)
    actions.close(order, "canceled", by=buyer, book=statuses)
    with pytest.raises(Refused):
        part_of(session, line, 1, by=buyer, book=statuses)
    assert len(order.lines) == 2


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    unit=st.decimals(0, 500, places=4),
    size=st.integers(1, 48),
    whole=st.integers(2, 60),
    data=st.data(),
)
def test_totals_follow_the_one_rounding(
    session: Session,
    order: Order,
    buyer: Viewer,
    statuses: StatusBook,
    unit: Decimal,
    size: int,
    whole: int,
    data: st.DataObject,
) -> None:
    """Unit × units of each part, each rounded once: at most a cent away from the whole."""
    cases = data.draw(st.integers(1, whole - 1))
    with session.begin_nested() as point:
        line = order.lines[0]
        actions.edit_line(line, {"cases": whole, "case_size": size}, by=buyer)
        changing.set_price(session, line, unit, by=buyer)
        line.confirmed_total, total = line.total, line.total
        rest = part_of(session, line, cases, by=buyer, book=statuses)
        assert (line.total, rest.total) == (
            cents(unit * size * cases), cents(unit * size * (whole - cases)),
        )  # fmt: skip
        parts = (line.total or Decimal(0)) + (rest.total or Decimal(0))
        assert abs(parts - (total or Decimal(0))) <= Decimal("0.01")
        assert (line.confirmed_total or 0) + (rest.confirmed_total or 0) == total
        assert line.cases + rest.cases == whole
        point.rollback()
    session.expire_all()
