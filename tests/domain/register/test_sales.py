"""Taking what registers sold: each row once, rows of two receipts never joined (C31, C39, B17)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import actions, splitting
from app.domain.orders.statuses import book
from app.domain.pickup.sold import sold_of
from app.domain.register import asking
from app.domain.register.known import contradicting, known
from app.domain.register.loose import take_loose
from app.domain.register.pending import plain, ring_ups
from app.domain.register.returned import take_back
from app.domain.register.sales import MOST_AT_ONCE, Taken, _said_by_receipts, take
from app.domain.settings.reading import EVERY_STORE, change
from app.models import AlertKind, LooseSale, RegisterAlert, RegisterSale, SaleRowKind
from app.vocabulary import clock
from app.vocabulary.statuses import Key
from tests.support.cast import Cast, viewer_of
from tests.support.goods import arrived
from tests.support.queries import count_queries
from tests.support.receipts import NOON, a_sale, plain_sale


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    """Goods come before they are sold."""
    with clock.set_to(NOON - timedelta(hours=3)):
        yield


def alerts(session: Session) -> list[AlertKind]:
    """What staff is told."""
    return list(session.scalars(sa.select(RegisterAlert.kind).order_by(RegisterAlert.id)))


@pytest.mark.contract("C39")
def test_a_row_is_taken_once_however_often_it_comes(session: Session, cast: Cast) -> None:
    """Known by its store, receipt and line; the same receipt of another source is another."""
    (line,) = arrived(session, cast)
    row = a_sale(line)
    assert take(session, [row, row], source="core_pos") == Taken(new=1)
    assert take(session, [row], source="core_pos") == Taken(known=1)
    assert take(session, [replace(row, receipt_line=2)], source="core_pos").new == 1
    assert take(session, [row], source="api").new == 1
    assert asking.taken_from(session)


def test_cases_of_a_void_are_those_of_its_receipt(session: Session, cast: Cast) -> None:
    """Also when the sale came with an earlier reading; without one the line says them."""
    one, two = arrived(session, cast, 2, cases=3)
    sale = a_sale(one)
    void = replace(sale, receipt_line=2, kind=SaleRowKind.VOID, units=Decimal(-12), cases=None)
    take(session, [sale], source="core_pos")
    take(session, [void], source="core_pos")
    lone = a_sale(two, kind=SaleRowKind.VOID, units=Decimal(-12), cases=None)
    take(session, [lone], source="core_pos")
    rows = session.execute(sa.select(RegisterSale.quantity, RegisterSale.cases)).all()
    assert [tuple(row) for row in rows] == [(36, 3), (-36, -3), (-36, -3)]
    assert not sold_of(session, [one.id])[one.id]


@pytest.mark.contract("C39", "C40")
def test_what_a_row_of_a_tag_does_not_say_its_receipt_or_its_line_does(
    session: Session, cast: Cast
) -> None:
    """A program names the tag alone: units in a case, cases and the item's code are the order's;
    what takes a sale back takes back what its receipt sold."""
    one, two = arrived(session, cast, 2, cases=2)
    bare = {"units": Decimal(1), "units_said": False, "cases": None, "upc": ""}
    back = {**bare, "units": Decimal(-1), "kind": SaleRowKind.VOID, "receipt_line": 2}
    take(session, [a_sale(one, receipt="1", **bare)], source="api")
    for line, receipt in ((one, "1"), (two, "2")):
        given = {"units": Decimal(6), "cases": Decimal(3)} if line is two else bare
        take(session, [a_sale(line, receipt=receipt, **given)], source="api")
        take(session, [a_sale(line, receipt=receipt, **back)], source="api")
    rows = session.scalars(sa.select(RegisterSale).order_by(RegisterSale.id)).all()
    assert [(row.quantity, row.cases) for row in rows] == [(24, 2), (-24, -2), (18, 3), (-18, -3)]
    assert {row.upc for row in rows} == {one.upc, two.upc}


@pytest.mark.contract("B17")
def test_what_is_taken_back_at_once_completes_nothing(session: Session, cast: Cast) -> None:
    change(session, {"register_completes": "sale"}, store_id=EVERY_STORE, by=None)
    kept, back = arrived(session, cast, 2)
    sale = a_sale(back)
    void = replace(sale, receipt_line=2, kind=SaleRowKind.VOID, units=Decimal(-12))
    taken = take(session, [a_sale(kept), sale, void], source="core_pos")
    assert (taken.completed, kept.status, back.status) == (1, Key.COMPLETED, Key.ARRIVED)


def test_a_sale_under_an_old_tag_is_that_of_the_line_that_goes_on(
    session: Session, cast: Cast
) -> None:
    """A part that was split off has a new tag; goods may still carry the old one (decision 9)."""
    _, moved = arrived(session, cast, 2)
    buyer, statuses = viewer_of(cast.buyer), book(session)
    order = moved.order
    key = "a-key-of-one-time-only"
    splitting.split_off(session, order, [moved], by=buyer, book=statuses, one_time_key=key)
    session.flush()
    session.refresh(moved)
    take(session, [a_sale(moved)], source="core_pos")
    sale = session.scalars(sa.select(RegisterSale)).one()
    assert (sale.order_line_id, sale.order_number) == (moved.moved_to_id, order.number)


def test_three_sales_of_one_tag_are_told_one_by_one(session: Session, cast: Cast) -> None:
    """One refund of them still leaves one too many."""
    (line,) = arrived(session, cast)
    for _ in range(3):
        take(session, [a_sale(line)], source="core_pos")
    assert alerts(session) == [AlertKind.TWICE, AlertKind.TWICE]
    back = a_sale(line, kind=SaleRowKind.REFUND, units=Decimal(-12))
    take(session, [back], source="core_pos")
    assert len(alerts(session)) == 2


@pytest.mark.contract("B17")
def test_a_scan_that_comes_late_is_told_as_another_one(session: Session, cast: Cast) -> None:
    """A lane without network sold it between two others: its own receipt is what is new."""
    (line,) = arrived(session, cast)
    hours = {hour: a_sale(line, sold_at=NOON + timedelta(hours=hour)) for hour in (0, 2, 1)}
    for row in hours.values():
        take(session, [row], source="core_pos")
    told = session.scalars(sa.select(RegisterAlert).order_by(RegisterAlert.id)).all()
    assert [(one.kind, one.sale.receipt) for one in told] == [
        (AlertKind.TWICE, hours[2].receipt), (AlertKind.TWICE, hours[1].receipt),
    ]  # fmt: skip
    assert {one.earlier and one.earlier.receipt for one in told} == {hours[0].receipt}


def test_what_was_reopened_may_be_sold_again_without_an_alert(session: Session, cast: Cast) -> None:
    """Whoever opened it has answered for the sale before."""
    (line,) = arrived(session, cast)
    with clock.set_to(NOON):
        take(session, [a_sale(line)], source="core_pos")
    buyer, statuses = viewer_of(cast.manager), book(session)
    with clock.set_to(NOON + timedelta(minutes=1)):
        actions.close(line.order, "completed", by=buyer, book=statuses)
        session.flush()
        actions.reopen(line.order, by=buyer, book=statuses, why="came back")
        session.flush()
        assert [one.tag.line_number for one in ring_ups(session)] == [1]
    with clock.set_to(NOON + timedelta(minutes=2)):
        take(session, [a_sale(line, sold_at=clock.now())], source="core_pos")
        session.flush()
        assert (ring_ups(session), alerts(session)) == ([], [])


@pytest.mark.contract("C31")
def test_a_sale_of_a_day_that_has_not_come_is_of_today(session: Session, cast: Cast) -> None:
    """The clock of a lane is a year ahead: no night would complete the line for a year."""
    (line,) = arrived(session, cast)
    day = NOON.date() + timedelta(days=365)
    with clock.set_to(NOON):
        take(session, [a_sale(line, business_date=day)], source="core_pos")
        take_loose(session, [plain_sale(line, "12", business_date=day)], source="core_pos")
    assert session.scalars(sa.select(RegisterSale.business_date)).all() == [NOON.date()]


@pytest.mark.contract("B17")
@pytest.mark.parametrize(("source", "taken"), [("core_pos", False), ("api", True)])
def test_a_lane_that_sold_another_item_under_our_number_sold_no_line_of_ours(
    session: Session, cast: Cast, source: str, taken: bool
) -> None:
    """CORE's own table may hold rows of another system; programs may call items as they like."""
    change(session, {"register_completes": "sale"}, store_id=EVERY_STORE, by=None)
    (line,) = arrived(session, cast)
    take(session, [a_sale(line, upc="0000000000001")], source=source)
    assert (line.status == Key.COMPLETED, alerts(session) == []) == (taken, taken)


@pytest.mark.parametrize("picked_up", [False, True])
def test_a_key_of_one_store_sells_no_line_of_another(
    session: Session, cast: Cast, picked_up: bool
) -> None:
    """Unless it is picked up there."""
    (line,) = arrived(session, cast)
    line.order.pickup_store_id = (cast.river if picked_up else cast.hill).id
    session.flush()
    take(session, [a_sale(line, store_id=cast.river.id)], source="api", own_only=True)
    assert bool(sold_of(session, [line.id])) is picked_up
    assert alerts(session) == ([] if picked_up else [AlertKind.UNKNOWN])


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_sale_of_before_that_is_read_after_a_line_was_reopened_is_told(
    session: Session, cast: Cast, by_hand: bool
) -> None:
    """It counts, as a night that was taken back wants it; whoever reopened the line by hand may
    have meant this very sale."""
    (line,) = arrived(session, cast)
    statuses, by, since = book(session), viewer_of(cast.manager), line.status_since
    with clock.set_to(NOON + timedelta(hours=1)):
        actions.close(line.order, Key.COMPLETED, by=by, book=statuses)
        session.flush()
        actions.reopen(line.order, by=by, book=statuses, why="brought back")
        if not by_hand:
            line.status_since = since
    with clock.set_to(NOON + timedelta(hours=2)):
        for _ in range(2):
            take(session, [a_sale(line, receipt="late")], source="file_drop")
    assert alerts(session) == ([AlertKind.BEFORE] if by_hand else [])
    assert sold_of(session, [line.id])[line.id]


@pytest.mark.parametrize("ask", [known, contradicting, _said_by_receipts, take_back])
def test_receipts_are_looked_for_by_store_as_the_index_has_them(
    session: Session, cast: Cast, ask: Callable[..., object]
) -> None:
    """Between source and receipt stands the store: without it all of a source is read."""
    (line,) = arrived(session, cast)
    row = a_sale(line, cases=None)
    plain = plain_sale(line, "-12", kind=SaleRowKind.VOID)
    with count_queries() as asked:
        if ask is known:
            known(session, LooseSale, "core_pos", [row])
        elif ask is take_back:
            take_back(session, [plain], source="core_pos")
        else:
            ask(session, "core_pos", [row])
    looked = [text.partition("WHERE")[2] for text in asked if "receipt IN" in text]
    assert looked
    assert ["store_id IN" in text for text in looked] == [True] * len(looked)


def test_too_many_at_once_are_refused(session: Session, cast: Cast) -> None:
    (line,) = arrived(session, cast)
    with pytest.raises(ValueError, match="at most"):
        take(session, [a_sale(line)] * (MOST_AT_ONCE + 1), source="core_pos")


def test_only_this_stores_lines_for_a_server_of_its_own(session: Session, cast: Cast) -> None:
    """And those that are picked up there."""
    here, there = arrived(session, cast), arrived(session, cast)
    there[0].order.pickup_store_id = cast.river.id
    session.flush()
    assert [one.order_number for one in ring_ups(session, cast.river.id)] == [there[0].order.number]
    assert len(ring_ups(session, cast.hill.id)) == len(here) + len(there)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Crème  brûlée\n", "Creme brulee"),
        ("x" * 40, "x" * 30),
        ("Käse – Gruyère ½ kg", "Kase Gruyere 12 kg"),
        ("有機米", ""),
        ("“Best” №1", "Best No1"),
    ],
)
def test_a_receipt_printer_knows_plain_letters_only(text: str, printed: str) -> None:
    assert plain(text) == printed
