"""Movement of special orders: cases × units right, wrong-looking case sizes told (C39, C40)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from app.domain.register.sales import take
from app.domain.reports import movement as reports
from app.domain.reports.movement import Moved, gtin, looks_wrong, movement, syndicated
from app.domain.reports.shapes import Span
from app.models import OrderLine, SaleRowKind
from app.vocabulary import clock
from tests.support.cast import Cast
from tests.support.goods import arrived
from tests.support.receipts import NOON, a_sale

DAY = date(2026, 3, 10)
SPAN = Span(date(2026, 3, 1), date(2026, 3, 31), None, "America/Chicago")


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    """Goods come before they are sold."""
    with clock.set_to(NOON - timedelta(hours=3)):
        yield


def sold(session: Session, *lines: OrderLine, **values: object) -> None:
    """Their tags, read some weeks later."""
    with clock.set_to(NOON + timedelta(days=60)):
        take(session, [a_sale(line, **values) for line in lines], source="core_pos")


@pytest.mark.contract("C39")
def test_units_and_cases_are_net_under_the_items_own_code(session: Session, cast: Cast) -> None:
    """Two lines of two cases each; one case comes back. Another month is no part of it."""
    one, two = arrived(session, cast, 2, cases=2)
    sold(session, one, two)
    refund = {"kind": SaleRowKind.REFUND, "units": Decimal(-12), "cases": Decimal(1)}
    sold(session, two, total=Decimal("-120.00"), **refund)
    sold(session, one, business_date=date(2026, 4, 1))
    report = movement(session, SPAN)
    assert [fact.number for fact in report.facts] == ["36", "3", "0"]
    (row,) = report.rows
    assert row[2:] == ("36", "3", "12", 2, "")
    # The bars are what the table is ordered by.
    assert [(plot.title, [bar.values for bar in plot.bars]) for plot in report.plots] == [
        ("Units by item", [(36,)]),
    ]


@pytest.mark.contract("C40")
def test_a_case_that_looks_like_one_dear_unit_is_told(session: Session, cast: Cast) -> None:
    """The catalogue says twelve; the register said one. No amount is said."""
    (line,) = arrived(session, cast)
    sold(session, line, units=Decimal(1), total=Decimal("7919.37"))
    report = movement(session, SPAN)
    assert report.rows[0][-1] == "rung up as single units; the catalogue says cases of 12"
    assert "7919" not in str(report)


MOVED = Moved("", "Oats", "", "", DAY, "Hill", Decimal(12), Decimal(1), Decimal(120), 12,
              Decimal(10))  # fmt: skip


@pytest.mark.contract("C40")
@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({}, ""),
        ({"units": Decimal(6)}, "rung up in cases of 6; the catalogue says 12"),
        ({"known_size": None, "units": Decimal(1)}, "each unit is as dear as a case"),
        ({"total": Decimal(10)}, "each unit is far cheaper than on the shelf"),
        ({"known_size": None, "retail": None, "units": Decimal(1)}, ""),
        ({"units": Decimal(0), "cases": Decimal(0)}, ""),
        ({"units": Decimal(-12), "cases": Decimal(-1)}, ""),
        ({"total": Decimal(0)}, ""),
    ],
)
def test_which_case_sizes_look_wrong(values: dict[str, Decimal], why: str) -> None:
    assert looks_wrong(replace(MOVED, **values)) == why


@pytest.mark.contract("C40")
def test_syndicated_rows_are_never_cut_off(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many lines and days there are; the page on screen says where it ends."""
    monkeypatch.setattr(reports, "MOST", 2)
    lines = arrived(session, cast, 4)
    sold(session, *lines)
    ((*_, units, amount),) = syndicated(session, SPAN)
    assert (units, amount) == (48, Decimal("480.00"))
    assert movement(session, SPAN).note == "Of the newest 2 sales."


@pytest.mark.contract("C40")
def test_syndicated_rows_by_store_week_and_item(session: Session, cast: Cast) -> None:
    """Units, not cases; weeks end on Sundays; what nets to nothing is left out."""
    one, gone = *arrived(session, cast), *arrived(session, cast)
    sold(session, one)
    later = {"sold_at": NOON + timedelta(days=7), "business_date": DAY + timedelta(days=7)}
    sold(session, one, **later)
    sold(session, gone)
    sold(session, gone, kind=SaleRowKind.VOID, units=Decimal(-12), total=Decimal("-120.00"))
    assert syndicated(session, SPAN) == [
        ("Hill Store", date(2026, 3, 15 + n), gtin(one.upc or ""), "", "Rolled oats", "", 12,
         Decimal("120.00"))
        for n in (0, 7)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("upc", "code"), [("0001234567890", "00012345678905"), ("0000000004011", "4011"), ("", "")]
)
def test_codes_get_their_check_digit_back(upc: str, code: str) -> None:
    assert gtin(upc) == code
