"""Sales without a tag: found beside waiting lines, accepted, and taken back (B6, C38)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.domain.pickup.sold import sold_of
from app.domain.register import loose, reconsidering
from app.domain.register.loose import take_loose, waiting_upcs
from app.domain.register.pending import ring_ups
from app.domain.register.sales import take
from app.domain.register.values import SoldRow
from app.models import (
    AlertKind,
    LooseSale,
    LooseState,
    OrderLine,
    RegisterAlert,
    RegisterSale,
    SaleRowKind,
)
from app.vocabulary import clock
from app.vocabulary.errors import Refused
from tests.factories import a_customer
from tests.support.cast import Cast, viewer_of
from tests.support.goods import arrived
from tests.support.receipts import NOON, a_sale, plain_sale


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    """Goods come before they are sold."""
    with clock.set_to(NOON - timedelta(hours=3)):
        yield


def alerts(session: Session) -> list[AlertKind]:
    """What staff is told."""
    return list(session.scalars(sa.select(RegisterAlert.kind).order_by(RegisterAlert.id)))


def found(session: Session) -> list[tuple[int, bool, bool]]:
    """Sales without a tag that were kept: line, same quantity, same customer."""
    rows = session.scalars(sa.select(LooseSale).order_by(LooseSale.id))
    return [(row.order_line_id, row.same_quantity, row.same_member) for row in rows]


def waits(session: Session, cast: Cast, **values: object) -> OrderLine:
    """A line of a member, on the shelf since yesterday."""
    person = a_customer(session, member_number=values.pop("member", 208))
    with clock.set_to(NOON - timedelta(days=1)):
        (line,) = arrived(session, cast, customer=person, **values)
    return line


@pytest.mark.contract("B6")
def test_a_mis_rung_sale_is_found_by_item_quantity_customer_and_day(
    session: Session, cast: Cast
) -> None:
    """The customer alone is enough, or the quantity; the item alone is not."""
    line = waits(session, cast)
    rows = [
        plain_sale(line, "12", sold_at=NOON - timedelta(days=2)),
        plain_sale(line, "3", member_number=11),
        plain_sale(line, "12", upc="0000000000001"),
        plain_sale(line, "12", store_id=cast.river.id),
        plain_sale(line, "3", member_number=208),
        plain_sale(line, "12"),
    ]
    assert waiting_upcs(session) == [line.upc]
    assert take_loose(session, rows, source="core_pos") == 1
    assert found(session) == [(line.id, False, True)]
    assert take_loose(session, rows, source="core_pos") == 0


@pytest.mark.contract("C39")
def test_cases_of_a_part_are_as_many_as_its_units_make(session: Session, cast: Cast) -> None:
    """Three units of two cases of twelve."""
    line = waits(session, cast, cases=2)
    take_loose(session, [plain_sale(line, "3", member_number=208)], source="core_pos")
    one = session.scalars(sa.select(LooseSale)).one()
    loose.accept(session, one.id, by=viewer_of(cast.buyer))
    sale = session.scalars(sa.select(RegisterSale)).one()
    assert (sale.quantity, sale.cases) == (3, Decimal("0.25"))


def test_who_bought_says_more_than_how_much(session: Session, cast: Cast) -> None:
    """Two lines wait for the item: each sale goes to the line it fits best."""
    ours, theirs = waits(session, cast), waits(session, cast, member=209)
    theirs.upc = ours.upc
    session.flush()
    rows = [plain_sale(ours, "12", member_number=209), plain_sale(ours, "12", member_number=208)]
    take_loose(session, rows, source="core_pos")
    assert found(session) == [(theirs.id, True, True), (ours.id, True, True)]


def test_what_its_receipt_took_back_was_no_sale(session: Session, cast: Cast) -> None:
    line = waits(session, cast)
    sale = plain_sale(line, "12")
    void = replace(sale, receipt_line=2, kind=SaleRowKind.VOID, units=Decimal(-12))
    assert take_loose(session, [sale, void], source="core_pos") == 0
    assert take_loose(session, [a_sale(line)], source="core_pos") == 0


def test_what_was_sold_before_the_order_began_is_of_another_system(
    session: Session, cast: Cast
) -> None:
    """Its register had special orders before us, with the same numbers."""
    (line,) = arrived(session, cast)
    old = a_sale(line, business_date=NOON.date() - timedelta(days=5))
    taken = take(session, [old], source="core_pos")
    assert (taken.new, taken.completed, taken.alerts) == (1, 0, 1)
    assert session.scalars(sa.select(RegisterSale.order_line_id)).all() == [None]


def test_a_code_whose_last_digit_may_be_a_check_digit_means_the_lines_item(
    session: Session, cast: Cast
) -> None:
    """One code in ten has a right check digit by accident: the line says which reading it is."""
    tag, loose = arrived(session, cast, 2)
    tag.upc = loose.upc = "0000012345670"
    session.flush()
    codes = {"upc": "0000001234567", "other_upcs": ("0000012345670",)}
    later = {"sold_at": NOON, **codes}
    take(session, [a_sale(tag, **later)], source="api")
    assert take_loose(session, [plain_sale(loose, "12", **later)], source="api") == 1
    kept = [
        *session.scalars(sa.select(RegisterSale.upc)),
        *session.scalars(sa.select(LooseSale.upc)),
    ]
    assert kept == ["0000012345670", "0000012345670"]


def accepted(session: Session, cast: Cast, **values: object) -> tuple[OrderLine, SoldRow]:
    """A line whose item was sold without its tag, and somebody said so."""
    line = waits(session, cast)
    sale = plain_sale(line, "12", **values)
    take_loose(session, [sale], source="core_pos")
    one = session.scalars(sa.select(LooseSale).order_by(LooseSale.id.desc())).first()
    assert one is not None
    loose.accept(session, one.id, by=viewer_of(cast.buyer))
    session.flush()
    assert sold_of(session, [line.id])[line.id]
    return line, sale


@pytest.mark.contract("B6", "C31")
@pytest.mark.parametrize("same_receipt", [True, False])
def test_an_accepted_sale_that_is_taken_back_later_is_netted(
    session: Session, cast: Cast, same_receipt: bool
) -> None:
    """By its own receipt, or by a refund of as much to the line's customer; once. The line waits
    again, its item is looked for, and another sale of it can be found."""
    line, sale = accepted(session, cast)
    back = replace(sale, receipt_line=2, kind=SaleRowKind.VOID, units=Decimal(-12))
    if not same_receipt:
        back = replace(back, receipt="2026-03-11 5-1-9", kind=SaleRowKind.REFUND)
        back = replace(back, member_number=208, sold_at=NOON + timedelta(days=1))
    for _ in range(2):
        take_loose(session, [sale, back], source="core_pos")
    session.flush()
    assert sold_of(session, [line.id])[line.id].net == 0
    assert [one.tag.order_number for one in ring_ups(session)] == [line.order.number]
    assert session.scalars(sa.select(LooseSale.state)).all() == [LooseState.RETURNED]
    assert take_loose(session, [plain_sale(line, "12")], source="core_pos") == 1
    assert alerts(session) == []


def test_a_refund_to_nobody_in_particular_is_told_once(session: Session, cast: Cast) -> None:
    """It may be another customer's; a part of it, another item and another store are nobody's. When
    the order is completed the item is looked for all the same."""
    line, sale = accepted(session, cast)
    actions.close(line.order, "completed", by=viewer_of(cast.buyer), book=book(session))
    session.flush()
    assert waiting_upcs(session) == [line.upc]
    later = NOON + timedelta(days=1)
    back = replace(sale, receipt="2026-03-11 5-1-9", sold_at=later, units=Decimal(-12))
    back = replace(back, kind=SaleRowKind.REFUND)
    others = [
        replace(back, kind=SaleRowKind.VOID),
        replace(back, units=Decimal(-3)),
        replace(back, upc="0000000000001"),
        replace(back, store_id=cast.river.id),
        replace(back, sold_at=NOON - timedelta(hours=1)),
    ]
    assert [take_loose(session, [row], source="core_pos") for row in others] == [0] * 5
    assert alerts(session) == []
    for _ in range(2):
        take_loose(session, [back], source="core_pos")
    assert alerts(session) == [AlertKind.PERHAPS_BACK]
    assert sold_of(session, [line.id])[line.id].net == 12


def test_a_found_sale_goes_with_its_receipt(session: Session, cast: Cast) -> None:
    """Voided after it was read, before anybody decided: there is nothing to accept."""
    line = waits(session, cast)
    sale = plain_sale(line, "12")
    take_loose(session, [sale], source="core_pos")
    back = replace(sale, receipt_line=2, kind=SaleRowKind.VOID, units=Decimal(-12))
    take_loose(session, [back], source="core_pos")
    one = session.scalars(sa.select(LooseSale)).one()
    assert loose.shown(session, cast.hill.id) == []
    with pytest.raises(Refused, match="took this sale back"):
        loose.accept(session, one.id, by=viewer_of(cast.buyer))


@pytest.mark.parametrize(
    "since", ["the night completed it", "its tag was sold too", "brought back"]
)
def test_what_went_on_since_is_not_undone_with_the_tap(
    session: Session, cast: Cast, since: str
) -> None:
    """Whoever accepted a sale by mistake takes it back while nothing else was made of it."""
    line, sale = accepted(session, cast)
    if since == "the night completed it":
        actions.close(line.order, "completed", by=viewer_of(cast.buyer), book=book(session))
    elif since == "its tag was sold too":
        take(session, [a_sale(line)], source="core_pos")
    else:
        back = replace(sale, receipt_line=2, kind=SaleRowKind.VOID, units=Decimal(-12))
        take_loose(session, [back], source="core_pos")
    session.flush()
    one, before = session.scalars(sa.select(LooseSale)).one(), found_rows(session)
    with pytest.raises(Refused):
        reconsidering.reconsider(session, one.id, by=viewer_of(cast.buyer))
    assert found_rows(session) == before


def found_rows(session: Session) -> list[Decimal]:
    """What counts of sales, in its order."""
    return list(session.scalars(sa.select(RegisterSale.quantity).order_by(RegisterSale.id)))
