"""What every register must be able to, whichever make it is: the same tests for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.domain.orders import changing
from app.models import AlertKind, LooseSale, OrderLine, RegisterAlert, RegisterSale
from app.vocabulary import clock
from app.vocabulary.statuses import Key
from tests.laws.marks import on_one_database
from tests.pos.conftest import NOON, Shop
from tests.pos.tills import TILLS, Ring, Till
from tests.support.cast import viewer_of

pytestmark = on_one_database


@pytest.fixture(params=TILLS)
def till(request: pytest.FixtureRequest, shop: Shop, tmp_path: Path) -> Iterator[Till]:
    """A register of each make; the clock stands."""
    shop.app.config["SALES_FOLDER"] = tmp_path
    with clock.set_to(NOON):
        yield TILLS[request.param](shop, tmp_path)
    shop.app.config["SALES_FOLDER"] = None


def sales(shop: Shop) -> list[tuple[int | None, Decimal, Decimal, Decimal | None]]:
    """What was taken, in its order: line, units in all, cases, total."""
    rows = shop.session.scalars(sa.select(RegisterSale).order_by(RegisterSale.id))
    return [(row.order_line_id, row.quantity, row.cases, row.total) for row in rows]


def alerts(shop: Shop) -> list[AlertKind]:
    """What staff is told."""
    return list(shop.session.scalars(sa.select(RegisterAlert.kind)))


@pytest.mark.contract("C35", "C39")
def test_a_sold_tag_is_kept_once_as_cases_of_units_under_the_items_code(
    till: Till, shop: Shop
) -> None:
    (line,) = shop.waits(cases=3)
    till.ring(Ring(1, line))
    for read in (till.read, till.again):
        read()
        assert sales(shop) == [(line.id, 36, 3, Decimal("360.00"))]
    sale = shop.session.scalars(sa.select(RegisterSale)).one()
    assert (sale.upc, sale.source, sale.store_id, sale.business_date.isoformat()) == (
        line.upc, till.source, shop.cast.hill.id, "2026-03-10",
    )  # fmt: skip
    assert (line.status, alerts(shop)) == (Key.ARRIVED, [])


@pytest.mark.contract("B17", "C31")
def test_sold_at_once_completed_where_the_store_wants_it(till: Till, shop: Shop) -> None:
    """Also for nothing, for a cent, and above line ten."""
    shop.says(register_completes="sale")
    lines = shop.waits(12)
    buyer = viewer_of(shop.cast.buyer)
    for line, price in zip(lines, ("0.0000", "0.0008"), strict=False):
        changing.set_price(shop.session, line, Decimal(price), by=buyer)
    lines[0].order.number = 999_999
    shop.session.commit()
    till.ring(*(Ring(n, line) for n, line in enumerate(lines, start=1) if n != 5))
    till.read()
    assert [line.number for line in lines if line.open] == [5]
    assert [total for *_, total in sales(shop)][:2] == [Decimal("0.00"), Decimal("0.01")]
    assert lines[0].order.open == 1


@pytest.mark.contract("C37")
def test_void_and_refund_net_by_quantity(till: Till, shop: Shop) -> None:
    """In the same receipt or a later one; a part that comes back leaves it sold."""
    shop.says(register_completes="sale")
    voided, refunded, partly = shop.waits(3, cases=2)
    till.ring(
        Ring(1, voided), Ring(1, voided, "void", number=2),
        Ring(2, refunded), Ring(3, refunded, "refund"),
        Ring(4, partly), Ring(5, partly, "refund", cases=1),
    )  # fmt: skip
    till.read()
    net: dict[int | None, Decimal] = {}
    for line_id, quantity, *_ in sales(shop):
        net[line_id] = net.get(line_id, Decimal(0)) + quantity
    assert (net[voided.id], net[refunded.id], net[partly.id] > 0) == (0, 0, True)
    assert [bool(line.open) for line in (voided, refunded, partly)] == [True, True, False]
    assert alerts(shop) == []


@pytest.mark.contract("B17")
def test_two_receipts_for_one_line_stay_two_and_are_told(till: Till, shop: Shop) -> None:
    (line,) = shop.waits()
    till.ring(Ring(1, line), Ring(2, line))
    till.read()
    till.again()
    alert = shop.session.scalars(sa.select(RegisterAlert)).one()
    assert alert.earlier is not None
    assert (alert.kind, alert.sale.receipt == alert.earlier.receipt) == (AlertKind.TWICE, False)
    assert len(sales(shop)) == 2


def test_training_is_no_sale(till: Till, shop: Shop) -> None:
    (line,) = shop.waits()
    till.ring(Ring(1, line, training=True), Ring(2, line, plain=12, training=True))
    till.read()
    assert (sales(shop), shop.session.scalars(sa.select(LooseSale)).all()) == ([], [])


@pytest.mark.contract("B6")
def test_an_item_rung_up_by_its_own_code_is_looked_at(till: Till, shop: Shop) -> None:
    """It fits by its quantity; another quantity of nobody does not."""
    one, two = shop.waits(), shop.waits()
    till.ring(Ring(1, one[0], plain=12), Ring(2, two[0], plain=5))
    till.read()
    till.again()
    found = shop.session.scalars(sa.select(LooseSale.order_line_id)).all()
    assert (found, sales(shop)) == ([one[0].id], [])


@pytest.mark.contract("B20")
def test_what_is_sold_leaves_the_lanes(till: Till, shop: Shop) -> None:
    """Whoever sold it: lanes of another make stop ringing it up as well."""
    lines: list[OrderLine] = shop.waits(2)
    shop.sync()
    till.ring(Ring(1, lines[0]))
    till.read()
    shop.sync()
    assert [row[1] for row in shop.lane.rows()] == [2]
