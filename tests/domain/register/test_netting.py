"""What a receipt without tags took back itself takes back nothing else (B6, C31)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.pickup.sold import sold_of
from app.domain.register import loose
from app.domain.register.loose import take_loose
from app.domain.register.values import SoldRow
from app.models import LooseSale, LooseState, OrderLine, RegisterAlert, SaleRowKind
from app.vocabulary import clock
from tests.factories import a_customer
from tests.support.cast import Cast, viewer_of
from tests.support.goods import arrived
from tests.support.receipts import NOON, plain_sale

SEEN, YES, GONE = LooseState.OPEN, LooseState.ACCEPTED, LooseState.RETURNED


@pytest.fixture(autouse=True)
def afternoon() -> Iterator[None]:
    """Goods came before they were sold."""
    with clock.set_to(NOON + timedelta(hours=1)):
        yield


def waits(session: Session, cast: Cast, member: int = 208) -> OrderLine:
    """A line of a member, on the shelf since yesterday."""
    with clock.set_to(NOON - timedelta(days=1)):
        (line,) = arrived(session, cast, customer=a_customer(session, member_number=member))
    return line


def read(session: Session, rows: list[SoldRow], source: str = "core_pos") -> list[LooseState]:
    """As each reading does it, twice: the same again changes nothing. What became of the sales."""
    said = []
    for _ in range(2):
        take_loose(session, rows, source=source)
        session.flush()
        said.append(session.scalars(sa.select(LooseSale.state).order_by(LooseSale.id)).all())
    assert said[0] == said[1]
    return list(said[0])


def accept(session: Session, cast: Cast) -> None:
    (one,) = session.scalars(sa.select(LooseSale).where(LooseSale.state == SEEN))
    loose.accept(session, one.id, by=viewer_of(cast.buyer))
    session.flush()


def at_once(row: SoldRow, number: int, kind: SaleRowKind = SaleRowKind.SALE) -> SoldRow:
    """Another row of the same receipt."""
    units = row.units if kind is SaleRowKind.SALE else -row.units
    return replace(row, receipt_line=number, kind=kind, units=units)


@pytest.mark.contract("B6", "C31")
@pytest.mark.parametrize("order", ["sale sale void", "sale void sale"])
@pytest.mark.parametrize("source", ["core_pos", "api"])
def test_a_void_that_its_receipt_explains_undoes_no_accepted_sale(
    session: Session, cast: Cast, order: str, source: str
) -> None:
    """Scanned twice, one voided: one is offered, and what somebody said of it stays so, however
    often the receipt is told."""
    line = waits(session, cast)
    one = plain_sale(line, "12", member_number=208)
    rows = [at_once(one, n, SaleRowKind(kind)) for n, kind in enumerate(order.split(), 1)]
    assert read(session, rows, source) == [SEEN]
    accept(session, cast)
    assert read(session, rows, source) == [YES]
    assert sold_of(session, [line.id])[line.id].net == 12


@pytest.mark.contract("B6", "C31")
@pytest.mark.parametrize("member", [208, None])
def test_a_void_in_a_later_receipt_is_of_that_receipt(
    session: Session, cast: Cast, member: int | None
) -> None:
    """The same customer, or nobody that is known, scans the item once more and has it voided; the
    void alone says nothing either."""
    line = waits(session, cast)
    sale = plain_sale(line, "12", member_number=208)
    read(session, [sale])
    accept(session, cast)
    later = {"receipt": "2026-03-11 5-1-77", "sold_at": NOON + timedelta(minutes=9)}
    again = replace(sale, member_number=member, **later)
    void = at_once(again, 2, SaleRowKind.VOID)
    assert read(session, [sale, again, void]) == [YES]
    assert read(session, [void]) == [YES]
    assert sold_of(session, [line.id])[line.id].net == 12
    assert session.scalars(sa.select(RegisterAlert.kind)).all() == []


def test_a_void_that_comes_later_takes_what_nobody_found(session: Session, cast: Cast) -> None:
    """One line waits, two were scanned: the void is of either, and the line's sale stands."""
    sale = plain_sale(waits(session, cast), "12")
    again, void = at_once(sale, 2), at_once(sale, 3, SaleRowKind.VOID)
    assert read(session, [sale, again]) == [SEEN]
    assert read(session, [sale, again, void]) == [SEEN]


def test_what_is_scanned_again_after_its_void_is_offered(session: Session, cast: Cast) -> None:
    """Read between the two: the void is of the sale that it took back before, not of the next."""
    sale = plain_sale(waits(session, cast), "12")
    void, again = at_once(sale, 2, SaleRowKind.VOID), at_once(sale, 3)
    assert read(session, [sale]) == [SEEN]
    assert read(session, [sale, void]) == [GONE]
    assert read(session, [sale, void, again]) == [GONE, SEEN]


@pytest.mark.parametrize("accepted", [False, True])
def test_one_void_takes_one_of_two_sales(session: Session, cast: Cast, accepted: bool) -> None:
    """Two lines wait for the item, and both were found: one waits again."""
    ours, theirs = waits(session, cast), waits(session, cast, 209)
    theirs.upc = ours.upc
    session.flush()
    sale = plain_sale(ours, "12")
    rows = [sale, at_once(sale, 2)]
    assert read(session, rows) == [SEEN, SEEN]
    if accepted:
        for one in session.scalars(sa.select(LooseSale)).all():
            loose.accept(session, one.id, by=viewer_of(cast.buyer))
        session.flush()
    states = read(session, [*rows, at_once(sale, 3, SaleRowKind.VOID)])
    assert sorted(states) == sorted([GONE, YES if accepted else SEEN])
    net = sum((one.net for one in sold_of(session, [ours.id, theirs.id]).values()), Decimal(0))
    assert net == (12 if accepted else 0)
