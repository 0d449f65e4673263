"""From lines to place to a placed purchase order (C25, B8, B19)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.domain.purchasing import drafting, placing, queries, sheets, waiting, worth
from app.models import (
    OrderLine,
    OutboxRow,
    PurchaseOrder,
    PurchaseState,
    ReceiptKind,
    Receiving,
    SendWay,
    VendorCutoff,
)
from app.vocabulary import clock
from app.vocabulary.errors import Invalid, NotAllowed, Refused
from app.vocabulary.figures import Figure, PriceKind
from app.vocabulary.jobs import Job
from app.vocabulary.statuses import Key, Stage
from tests.factories import a_vendor
from tests.support.buying import an_order_of
from tests.support.cast import Cast, viewer_of
from tests.support.queries import count_queries

pytestmark = pytest.mark.contract("C25")
COSTS = frozenset({Figure.COST})


def draft(session: Session, cast: Cast, lines: list[OrderLine]) -> PurchaseOrder:
    made = drafting.make(
        session, [one.id for one in lines], by=viewer_of(cast.buyer), one_time_key=uuid4().hex
    )
    session.flush()
    return queries.held(session, made.id)


def in_days(days: int, cast: Cast) -> date:
    """A day from today on, in the store."""
    return clock.business_date(clock.now(), cast.hill.time_zone) + timedelta(days=days)


def placed(
    session: Session, cast: Cast, order: PurchaseOrder, way: SendWay = SendWay.FILE
) -> placing.Placed:
    day = in_days(3, cast)
    by = viewer_of(cast.buyer)
    done = placing.place(session, order, way, day, by=by, book=book(session))
    session.flush()
    return done


def test_lines_to_place_stand_by_vendor_and_store_with_what_is_held_back(
    session: Session, cast: Cast
) -> None:
    buyer = viewer_of(cast.buyer)
    mills, none = a_vendor(session, "Mills"), a_vendor(session, "None at all")
    order = an_order_of(session, buyer, mills, lines=3, cases=2)
    order.lines[1].price_kind = PriceKind.NEEDED
    order.lines[2].vendor_id = None
    session.flush()
    found = waiting.with_sums(session, waiting.overview(session).groups)
    assert [(g.vendor, g.store, g.count, len(g.to_place), g.held) for g in found] == [
        (mills, cast.hill, 2, 1, 1),
        (None, cast.hill, 1, 0, 1),
    ]
    assert none not in [g.vendor for g in found]
    assert worth.worth_of(found[0].to_place, COSTS) == worth.Worth(
        1, 2, 24, 0, Decimal("120.00"), 0
    )
    assert worth.worth_of(found[0].to_place, frozenset()).cost is None


@pytest.mark.contract("B8")
def test_a_minimum_says_what_is_missing_and_amounts_only_to_those_who_see_costs(
    session: Session, cast: Cast
) -> None:
    vendor = a_vendor(session, minimum_amount=Decimal("150.00"), minimum_cases=2)
    order = an_order_of(session, viewer_of(cast.buyer), vendor, cases=2)
    seen = worth.minimum_of(vendor, worth.worth_of(order.lines, COSTS))
    assert (seen.cases_missing, seen.amount_missing, seen.reached) == (0, Decimal("30.00"), False)
    blind = worth.minimum_of(vendor, worth.worth_of(order.lines, frozenset()))
    assert (blind.amount, blind.amount_missing, blind.reached) == (None, None, True)


def test_making_twice_with_a_key_makes_one_and_leaves_out_what_cannot_be_ordered(
    session: Session, cast: Cast
) -> None:
    buyer = viewer_of(cast.buyer)
    order = an_order_of(session, buyer, lines=3)
    order.lines[2].price_kind = PriceKind.NEEDED
    session.flush()
    ids = [one.id for one in order.lines]
    first = drafting.make(session, ids, by=buyer, one_time_key="k" * 20)
    again = drafting.make(session, ids, by=buyer, one_time_key="k" * 20)
    assert first is again
    assert [(row.order_line_id, row.cases) for row in first.lines] == [(i, 1) for i in ids[:2]]
    with pytest.raises(Refused):
        drafting.make(session, ids, by=buyer, one_time_key="l" * 20)
    with pytest.raises(NotAllowed):
        drafting.make(session, ids, by=viewer_of(cast.taker), one_time_key="m" * 20)
    with pytest.raises(Invalid):
        drafting.make(session, [], by=buyer, one_time_key="n" * 20)


def test_cases_to_order_are_kept_apart_from_cases_wished(session: Session, cast: Cast) -> None:
    buyer = viewer_of(cast.buyer)
    order = an_order_of(session, buyer, lines=2, cases=3)
    made = draft(session, cast, order.lines)
    first, second = made.lines
    assert drafting.amend(made, {first.id: 5}, {second.id}, "Ring first", by=buyer)
    session.flush()
    assert [(row.cases, row.gone_at is None) for row in made.lines] == [(5, True), (3, False)]
    assert order.lines[0].cases == 3
    assert not drafting.amend(made, {first.id: 5}, {second.id}, "Ring first", by=buyer)
    # What was taken off can be ordered otherwise.
    assert waiting.ready_ids(session, made.vendor_id, made.store_id, 9) == [order.lines[1].id]


def test_adding_takes_lines_of_this_vendor_once(session: Session, cast: Cast) -> None:
    buyer = viewer_of(cast.buyer)
    vendor = a_vendor(session)
    order = an_order_of(session, buyer, vendor, lines=2)
    other = an_order_of(session, buyer)
    made = draft(session, cast, order.lines[:1])
    ids = [one.id for one in (*order.lines, *other.lines)]
    assert drafting.add(session, made, ids, by=buyer) == 1
    assert drafting.add(session, made, ids[:2], by=buyer) == 0
    with pytest.raises(Refused):
        drafting.add(session, made, ids[2:], by=buyer)


@pytest.mark.contract("B19")
def test_placing_marks_the_lines_and_says_when_they_should_come(
    session: Session, cast: Cast
) -> None:
    order = an_order_of(session, viewer_of(cast.buyer), lines=2)
    made = draft(session, cast, order.lines)
    assert placed(session, cast, made) == placing.Placed(True)
    assert {(one.stage, one.expected_on) for one in order.lines} == {
        (Stage.PLACED, in_days(3, cast))
    }
    assert all(one.placed_at is not None for one in order.lines)
    assert [row.stood for row in made.lines] == [Key.NEW_NO_CALL, Key.NEW_NO_CALL]
    assert made.placed_by_id == cast.buyer.id


def test_placing_twice_does_nothing(session: Session, cast: Cast) -> None:
    order = an_order_of(session, viewer_of(cast.buyer))
    made = draft(session, cast, order.lines)
    placed(session, cast, made)
    before = made.placed_at, made.version
    assert placed(session, cast, made) == placing.Placed(False)
    assert (made.placed_at, made.version) == before
    rows = session.scalars(sa.select(OutboxRow).filter_by(job=Job.SEND_PURCHASE_ORDER)).all()
    assert [row.payload for row in rows] == [{"purchase_order_id": made.id, "with_costs": 1}]


def test_a_line_that_is_not_wanted_any_more_leaves_at_placing(session: Session, cast: Cast) -> None:
    buyer = viewer_of(cast.buyer)
    order = an_order_of(session, buyer, lines=2)
    made = draft(session, cast, order.lines)
    order.lines[0].vendor_id = a_vendor(session).id
    session.flush()
    done = placed(session, cast, made)
    assert [row.order_line_id for row in done.left] == [order.lines[0].id]
    assert [one.stage for one in order.lines] == [Stage.READY, Stage.PLACED]


def test_nothing_in_it_cannot_be_placed(session: Session, cast: Cast) -> None:
    order = an_order_of(session, viewer_of(cast.buyer))
    made = draft(session, cast, order.lines)
    drafting.amend(made, {}, {made.lines[0].id}, "", by=viewer_of(cast.buyer))
    with pytest.raises(Refused):
        placed(session, cast, made)
    with pytest.raises(Invalid):
        placed(session, cast, draft(session, cast, order.lines), SendWay.EMAIL)


def test_giving_up_sends_the_lines_back_to_where_they_stood(session: Session, cast: Cast) -> None:
    buyer = viewer_of(cast.buyer)
    order = an_order_of(session, buyer, lines=2)
    statuses = book(session)
    actions.move(order.lines[1], Key.PENDING, by=buyer, book=statuses)
    made = draft(session, cast, order.lines)
    placed(session, cast, made)
    assert placing.cancel(made, by=buyer, book=statuses) == 2
    assert [one.status for one in order.lines] == [Key.NEW_NO_CALL, Key.PENDING]
    assert {(one.placed_at, one.expected_on) for one in order.lines} == {(None, None)}
    assert (made.state, made.open) == (PurchaseState.CANCELED, 0)
    assert placing.cancel(made, by=buyer, book=statuses) == 0
    with pytest.raises(Refused):
        placed(session, cast, made)


def test_giving_up_a_draft_moves_nothing(session: Session, cast: Cast) -> None:
    """Somebody ordered it by telephone meanwhile: it would be ordered once more."""
    buyer, statuses = viewer_of(cast.buyer), book(session)
    order = an_order_of(session, buyer)
    made = draft(session, cast, order.lines)
    actions.move(order.lines[0], Key.PLACED, by=buyer, book=statuses)
    assert placing.cancel(made, by=buyer, book=statuses) == 0
    assert (order.lines[0].status, made.state) == (Key.PLACED, PurchaseState.CANCELED)


@pytest.mark.contract("B19")
def test_the_promise_is_by_deadline_then_by_habit_then_none(session: Session, cast: Cast) -> None:
    buyer = viewer_of(cast.buyer)
    order = an_order_of(session, buyer)
    made = draft(session, cast, order.lines)
    now = datetime(2026, 11, 16, 15, tzinfo=UTC)
    monday = VendorCutoff(vendor_id=made.vendor_id, weekday=0, at=time(12), days_later=2)
    with clock.set_to(now):
        assert placing.promise_of(session, made, [monday]).day == date(2026, 11, 18)
        assert placing.promise_of(session, made, []).day is None
        for day, took in ((2, 3), (3, 4), (9, 9)):
            session.add(
                Receiving(
                    one_time_key=uuid4().hex,
                    at=datetime(2026, 10, day + took, 18, tzinfo=UTC),
                    store_id=made.store_id,
                    vendor_id=made.vendor_id,
                    order_line_id=order.lines[0].id,
                    kind=ReceiptKind.CAME,
                    cases=1,
                    placed_at=datetime(2026, 10, day, 15, tzinfo=UTC),
                )
            )
        session.flush()
        habit = placing.promise_of(session, made, [])
    assert (habit.day, habit.why) == (date(2026, 11, 20), "as long as it usually takes")


def test_the_vendor_reads_each_item_once_in_their_columns(session: Session, cast: Cast) -> None:
    buyer = viewer_of(cast.buyer)
    vendor = a_vendor(session, file_columns=["cases", "sku", "case_cost"])
    order = an_order_of(session, buyer, vendor, cases=2)
    made = draft(session, cast, order.lines)
    twin = an_order_of(session, buyer, vendor)
    for name in ("sku", "upc", "description", "case_size", "cost"):
        setattr(twin.lines[0], name, getattr(order.lines[0], name))
    drafting.add(session, made, [twin.lines[0].id], by=buyer)
    sku = order.lines[0].sku
    columns = sheets.columns_of(vendor.file_columns)
    with_costs = sheets.table_of(sheets.sheet_of(made, COSTS), columns)
    assert with_costs == (["Cases", "SKU", "Case cost"], [[3, sku, Decimal("60.00")]])
    assert sheets.table_of(sheets.sheet_of(made, frozenset()), columns)[1] == [[3, sku, None]]


@pytest.mark.parametrize(
    ("typed", "known"),
    [("SKU, Cases", ["sku", "cases"]), ("", []), ("units in a case,upc", ["case_size", "upc"])],
)
def test_columns_are_written_as_people_call_them(typed: str, known: list[str]) -> None:
    assert sheets.read_columns(typed) == known


def test_an_unknown_column_is_named() -> None:
    with pytest.raises(Invalid) as error:
        sheets.read_columns("SKU, Colour")
    assert error.value.fields["file_columns"].startswith("“Colour” is no column.")


def test_lines_to_place_cost_the_same_whatever_waits(session: Session, cast: Cast) -> None:
    buyer = viewer_of(cast.buyer)
    counts, hill = [], cast.hill.id
    for _ in range(2):
        an_order_of(session, buyer, lines=4)
        session.expire_all()
        with count_queries() as asked:
            waiting.with_sums(session, waiting.overview(session, [hill]).groups)
        counts.append(len(asked))
    assert counts == [3, 3]


def test_placing_asks_the_same_however_many_lines(session: Session, cast: Cast) -> None:
    buyer = viewer_of(cast.buyer)
    counts = []
    for many in (1, 4):
        vendor = a_vendor(session)
        lines = [an_order_of(session, buyer, vendor).lines[0] for _ in range(many)]
        made = draft(session, cast, lines)
        statuses = book(session)
        session.flush()
        made = queries.held(session, made.id)
        with count_queries() as asked:
            by = buyer
            placing.place(session, made, SendWay.FILE, None, by=by, book=statuses)
        counts.append(len(asked))
    assert counts[0] == counts[1]
