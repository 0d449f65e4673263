"""Reports are counted by hand here: what waits, what came, what was left, what was lost (B19)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy.orm import Session

from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.domain.reports.closed import lost, no_shows, turnaround
from app.domain.reports.shapes import Bar, Plot, Report, Series, Span, middle, share
from app.domain.reports.vendors import vendors
from app.domain.reports.waiting import waiting
from app.models import Order, OrderLine, ReceiptKind, Receiving
from app.vocabulary import clock
from app.web.forms import new_key
from tests.factories import a_department, a_product, a_vendor, a_wish, an_order
from tests.support.cast import Cast, viewer_of

NOON = datetime(2026, 11, 18, 18, 0, tzinfo=UTC)
TODAY = date(2026, 11, 18)


def span(cast: Cast, first: date = date(2026, 9, 1), last: date = TODAY, **more: int) -> Span:
    """Days of the first store."""
    return Span(first, last, more.get("store_id", cast.hill.id), "America/Chicago")


def taken(session: Session, cast: Cast, days_ago: int, name: str = "Oats", lines: int = 1) -> Order:
    """An order of so many days ago."""
    with clock.set_to(NOON - timedelta(days=days_ago)):
        product = a_product(session, a_department(session), description=name)
        wishes = [a_wish(product) for _ in range(lines)]
        return an_order(session, viewer_of(cast.taker), wishes)


def moved(session: Session, cast: Cast, order: Order, days_ago: int, key: str) -> None:
    """All its lines, so many days ago."""
    with clock.set_to(NOON - timedelta(days=days_ago)):
        by, statuses = viewer_of(cast.buyer), book(session)
        if statuses[key].stage == "closed":
            actions.close(order, key, by=by, book=statuses)
        else:
            actions.move_all(order, key, by=by, book=statuses, sure=True)
        session.flush()


def numbers(report: Report) -> list[str]:
    return [fact.number for fact in report.facts]


def test_what_waits_is_counted_by_age(session: Session, cast: Cast) -> None:
    for days in (0, 7, 8, 31, 91):
        taken(session, cast, days, lines=2)
    moved(session, cast, taken(session, cast, 40), 3, "canceled")
    report = waiting(session, span(cast))
    assert numbers(report) == ["10", "2", "91 d"]
    assert [(bar.label, bar.values) for bar in report.plots[0].bars] == [
        ("New, no call", (4, 2, 0, 2, 0, 2)),
    ]  # fmt: skip
    assert [sum(row[1:-1]) for row in report.rows] == [10]  # type: ignore[arg-type]
    assert waiting(session, span(cast, store_id=cast.river.id)).is_empty


def test_vendors_are_told_by_what_came(session: Session, cast: Cast) -> None:
    mills, line = a_vendor(session, "Mills"), taken(session, cast, 9).lines[0]
    for days, kind, cases in (
        (2, ReceiptKind.CAME, 6), (4, ReceiptKind.CAME, 2), (1, ReceiptKind.MISSING, 1),
        (1, ReceiptKind.SUBSTITUTE, 1), (200, ReceiptKind.CAME, 50),
    ):  # fmt: skip
        at = NOON - timedelta(days=days)
        session.add(
            Receiving(
                one_time_key=new_key(), at=at, store_id=cast.hill.id, vendor_id=mills.id,
                order_line_id=line.id, kind=kind, cases=cases, placed_at=at - timedelta(days=days),
                expected_on=TODAY - timedelta(days=3),
            )
        )  # fmt: skip
    session.flush()
    report = vendors(session, span(cast))
    assert report.rows == (("Mills", 10, 8, 1, 1, "80 %", 2, 4, "50 %"),)
    assert numbers(report) == ["80 %", "2 d", "50 %"]


def test_an_undone_receipt_is_none(session: Session, cast: Cast) -> None:
    line = taken(session, cast, 2).lines[0]
    session.add(
        Receiving(
            one_time_key=new_key(), at=NOON, undone_at=NOON, store_id=cast.hill.id, cases=4,
            order_line_id=line.id, kind=ReceiptKind.CAME,
        )
    )  # fmt: skip
    session.flush()
    assert vendors(session, span(cast)).is_empty


def test_what_came_and_was_left(session: Session, cast: Cast) -> None:
    for end, days in (("completed", 1), ("completed", 9), ("canceled", 2)):
        order = taken(session, cast, 20)
        moved(session, cast, order, 11, "arrived")
        moved(session, cast, order, days, end)
    moved(session, cast, taken(session, cast, 5), 3, "canceled")
    report = no_shows(session, span(cast))
    assert numbers(report) == ["33 %", "1", "2 d"]
    assert sum(bar.total for bar in report.plots[0].bars) == 3


def test_turnaround_in_its_steps(session: Session, cast: Cast) -> None:
    order = taken(session, cast, 20)
    for days, key in ((17, "placed"), (12, "arrived"), (10, "completed")):
        moved(session, cast, order, days, key)
    report = turnaround(session, span(cast))
    assert numbers(report) == ["10 d", "10 d", "5 d"]
    assert [bar.values for bar in report.plots[1].bars] == [(3,), (5,), (2,)]


def test_lost_demand_names_what_was_wanted(session: Session, cast: Cast) -> None:
    rye = taken(session, cast, 20, "Rye")
    moved(session, cast, rye, 2, "inquiry")
    for _ in range(2):
        moved(session, cast, taken(session, cast, 20, "Kefir"), 2, "canceled")
    came = taken(session, cast, 20, "Plums")
    moved(session, cast, came, 4, "arrived")
    moved(session, cast, came, 2, "canceled")
    gone = taken(session, cast, 9, "Taken off").lines[0]
    moved(session, cast, gone.order, 2, "canceled")
    gone.voided_at = NOON
    session.flush()
    report = lost(session, span(cast))
    assert numbers(report)[:2] == ["3", "1"]
    assert sorted((row[0], row[5]) for row in report.rows) == [("Kefir", 1), ("Kefir", 1),
                                                               ("Rye", 1)]  # fmt: skip


@pytest.mark.parametrize(("days", "parts"), [(28, 4), (91, 13), (113, 5), (365, 13)])
def test_a_span_falls_into_weeks_or_months(cast: Cast, days: int, parts: int) -> None:
    whole = span(cast, TODAY - timedelta(days=days - 1))
    found = whole.parts()
    assert len(found) == parts
    assert (found[0].first, found[-1].last) == (whole.first, whole.last)
    assert all(one.last + timedelta(days=1) == after.first for one, after in pairwise(found))


def test_a_day_is_the_stores_own(session: Session, cast: Cast) -> None:
    """What was closed late on Tuesday by the store's clock is no Wednesday, whatever UTC says."""
    order = taken(session, cast, 3)
    with clock.set_to(datetime(2026, 11, 18, 4, 30, tzinfo=UTC)):
        actions.close(order, "inquiry", by=viewer_of(cast.buyer), book=book(session))
        session.flush()
    tuesday, wednesday = date(2026, 11, 17), date(2026, 11, 18)
    assert numbers(lost(session, span(cast, tuesday, tuesday)))[0] == "1"
    assert lost(session, span(cast, wednesday, wednesday)).is_empty


def test_the_middle_of_numbers() -> None:
    assert (middle([]), middle([3]), middle([1, 2, 9]), middle([4, 1])) == (None, 3, 2, 1)
    assert middle(list(range(1, 11)), 90) == 9
    assert (share(1, 3), share(0, 0)) == ("33 %", "–")
    plot = Plot("", "", (Series("a", "1"),), (Bar("x", (2, 3)), Bar("y", (0,))))
    assert (plot.highest, plot.is_empty, plot.bars[0].total) == (5, False, 5)


def test_lines_have_their_moments(session: Session, cast: Cast) -> None:
    """What turnaround counts from is kept by the one writer of statuses."""
    order = taken(session, cast, 20)
    moved(session, cast, order, 17, "placed")
    line = session.get_one(OrderLine, order.lines[0].id)
    assert line.placed_at == NOON - timedelta(days=17)
