"""Receiving by scan: what came, less than that, something else, nothing (C25, B10, B19)."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders.statuses import StatusBook, book
from app.domain.purchasing import finding, placing, queries, receiving, undoing
from app.domain.purchasing.finding import How
from app.domain.purchasing.receiving import Said
from app.models import Order, PurchaseOrder, PurchaseState, ReceiptKind, Receiving, SendWay
from app.vocabulary.barcodes import readable_upc, tag_code
from app.vocabulary.errors import Invalid, NotAllowed, NotFound, Refused
from app.vocabulary.statuses import Key, Stage
from tests.factories import a_vendor
from tests.support.buying import an_order_of, in_purchase
from tests.support.cast import Cast, viewer_of

pytestmark = [pytest.mark.contract("B10"), pytest.mark.contract("C25")]
_keys = count()


class Desk:
    """One buyer at the receiving desk, with orders that were placed."""

    def __init__(self, session: Session, cast: Cast) -> None:
        self.session, self.cast = session, cast
        self.by = viewer_of(cast.buyer)
        self.book: StatusBook = book(session)

    def ordered(self, *, lines: int = 1, cases: int = 1) -> tuple[Order, PurchaseOrder]:
        """An order of one vendor, placed."""
        order = an_order_of(self.session, self.by, a_vendor(self.session), lines, cases=cases)
        made = in_purchase(self.session, order.lines, number=900 + next(_keys))
        made.state = PurchaseState.DRAFT
        made.placed_at = None
        self.session.flush()
        held = queries.held(self.session, made.id)
        placing.place(self.session, held, SendWay.FILE, None, by=self.by, book=self.book)
        self.session.flush()
        return order, held

    def said(self, code: str = "") -> Said:
        """A word with a key of its own."""
        return Said(self.by, f"key-of-a-scan-{next(_keys):06d}", code)

    def scan(self, code: str) -> receiving.Scan:
        """Scan a code."""
        done = receiving.scan(self.session, self.said(code), self.book)
        self.session.flush()
        return done


@pytest.fixture
def desk(session: Session, cast: Cast) -> Desk:
    return Desk(session, cast)


def package(upc: str | None) -> str:
    return readable_upc(upc or "").replace(" ", "")


def test_each_scan_takes_one_case_and_the_last_one_lets_the_line_arrive(desk: Desk) -> None:
    order, purchase = desk.ordered(cases=2)
    line, row = order.lines[0], purchase.lines[0]
    first = desk.scan(package(line.upc))
    assert (first.found.how, first.took and first.took.cases) == (How.UPC, 1)
    assert (line.stage, row.cases_received, purchase.open) == (Stage.PLACED, 1, 1)
    desk.scan(line.sku)
    assert (line.stage, row.cases_received, row.settled_at is not None) == (Stage.ARRIVED, 2, True)
    assert (purchase.state, purchase.open) == (PurchaseState.RECEIVED, 0)
    verbs = [event.verb for event in desk.session.scalars(order.events.select())]
    assert verbs.count("received") == 2


@pytest.mark.contract("B19")
def test_every_receipt_is_kept_for_fill_rate_and_lead_time(desk: Desk) -> None:
    order, purchase = desk.ordered()
    desk.scan(order.lines[0].sku)
    kept = desk.session.scalars(sa.select(Receiving)).one()
    assert (kept.kind, kept.cases, kept.vendor_id) == (ReceiptKind.CAME, 1, purchase.vendor_id)
    assert (kept.placed_at, kept.purchase_line_id) == (
        order.lines[0].placed_at,
        purchase.lines[0].id,
    )


def test_a_scan_counts_once_whatever_happens_to_its_answer(desk: Desk) -> None:
    order, _ = desk.ordered(cases=3)
    said = desk.said(order.lines[0].sku)
    first = receiving.scan(desk.session, said, desk.book).took
    assert receiving.scan(desk.session, said, desk.book).took is first
    assert [r.cases for r in desk.session.scalars(sa.select(Receiving))] == [1]


def test_the_oldest_wish_is_filled_first(desk: Desk) -> None:
    order, _ = desk.ordered()
    younger, _ = desk.ordered()
    younger.lines[0].sku = order.lines[0].sku
    desk.session.flush()
    found = desk.scan(order.lines[0].sku).found
    assert [one.line.id for one in found.awaited] == [order.lines[0].id, younger.lines[0].id]
    assert [order.lines[0].stage, younger.lines[0].stage] == [Stage.ARRIVED, Stage.PLACED]


def test_a_purchase_order_lights_all_its_lines_and_takes_none(desk: Desk) -> None:
    order, purchase = desk.ordered(lines=2)
    done = desk.scan(f"PO {purchase.number}")
    assert (done.found.how, done.took) == (How.PURCHASE, None)
    assert {one.line.id for one in done.found.awaited} == {one.id for one in order.lines}


def test_a_tag_means_its_own_line(desk: Desk) -> None:
    order, _ = desk.ordered(lines=2)
    done = desk.scan(tag_code(order.number, 2))
    assert done.found.how is How.TAG
    assert [one.stage for one in order.lines] == [Stage.PLACED, Stage.ARRIVED]


def test_what_nobody_has_ordered_yet_is_shown_not_taken(desk: Desk) -> None:
    order = an_order_of(desk.session, desk.by)
    done = desk.scan(order.lines[0].sku)
    assert done.took is None
    assert [(one.line.id, one.is_placed) for one in done.found.awaited] == [
        (order.lines[0].id, False)
    ]
    # Taken all the same, it arrives.
    receiving.take(desk.session, order.lines[0].id, 1, desk.said(), desk.book)
    assert order.lines[0].stage is Stage.ARRIVED


def test_an_unknown_code_finds_nothing_and_another_store_neither(desk: Desk) -> None:
    order, _ = desk.ordered()
    assert desk.scan("99999999").found.how is None
    river = finding.find(desk.session, order.lines[0].sku, desk.cast.river.id)
    assert river.how is None
    away = Said(replace(desk.by, store_id=desk.cast.river.id), "k" * 20)
    with pytest.raises(NotFound):
        receiving.take(desk.session, order.lines[0].id, 1, away, desk.book)


def test_words_find_what_waits(desk: Desk) -> None:
    order, _ = desk.ordered()
    found = finding.search(desk.session, "oats", desk.cast.hill.id)
    assert [one.line.id for one in found.awaited] == [order.lines[0].id]
    assert finding.search(desk.session, "", desk.cast.hill.id).how is None


def test_fewer_came_and_the_rest_comes_later(desk: Desk) -> None:
    order, purchase = desk.ordered(cases=3)
    line = order.lines[0]
    receiving.take(desk.session, line.id, 1, desk.said(), desk.book)
    receiving.rest_later(desk.session, line.id, 1, desk.said(), desk.book)
    desk.session.flush()
    desk.session.expire_all()
    rest = order.lines[1]
    assert [(one.cases, one.stage) for one in order.lines] == [
        (2, Stage.ARRIVED),
        (1, Stage.PLACED),
    ]
    assert [(r.cases, r.cases_received, r.order_line_id) for r in purchase.lines] == [
        (2, 2, line.id),
        (1, 0, rest.id),
    ]
    assert purchase.open == 1
    desk.scan(line.sku)
    assert (order.lines[1].stage, purchase.state) == (Stage.ARRIVED, PurchaseState.RECEIVED)


def test_fewer_came_and_that_is_all(desk: Desk) -> None:
    order, purchase = desk.ordered(cases=3)
    line, total = order.lines[0], order.lines[0].total
    receiving.that_is_all(desk.session, line.id, 2, desk.said(), desk.book)
    desk.session.flush()
    desk.session.expire_all()
    assert [(one.cases, one.status) for one in order.lines] == [
        (2, Key.ARRIVED),
        (1, Key.CANCELED),
    ]
    assert total is not None
    assert order.lines[0].total == total * 2 / 3
    assert (purchase.state, purchase.open) == (PurchaseState.RECEIVED, 0)
    kinds = [(r.kind, r.cases) for r in desk.session.scalars(sa.select(Receiving))]
    assert kinds == [(ReceiptKind.CAME, 2), (ReceiptKind.MISSING, 1)]


@pytest.mark.parametrize("cases", [0, 3, -1])
def test_fewer_means_at_least_one_and_not_all(desk: Desk, cases: int) -> None:
    order, _ = desk.ordered(cases=3)
    with pytest.raises(Invalid):
        receiving.rest_later(desk.session, order.lines[0].id, cases, desk.said(), desk.book)


def test_something_else_came_so_the_customer_is_asked(desk: Desk) -> None:
    order, purchase = desk.ordered()
    line = order.lines[0]
    receiving.substitute(desk.session, line.id, "Barley flakes", desk.said(), desk.book)
    assert (line.status, line.arrived_at, line.placed_at) == (Key.PENDING, None, None)
    assert order.comments == "Came instead of line 1: Barley flakes. Ask the customer."
    assert (purchase.open, purchase.lines[0].gone_at) == (0, None)
    kept = desk.session.scalars(sa.select(Receiving)).one()
    assert (kept.kind, kept.instead) == (ReceiptKind.SUBSTITUTE, "Barley flakes")
    other, _ = desk.ordered()
    with pytest.raises(Invalid):
        receiving.substitute(desk.session, other.lines[0].id, "", desk.said(), desk.book)


def test_what_did_not_come_can_be_ordered_again(desk: Desk) -> None:
    order, purchase = desk.ordered(lines=2)
    line = order.lines[0]
    receiving.missing(desk.session, line.id, desk.said(), desk.book)
    assert (line.status, line.placed_at, line.expected_on) == (Key.NEW_NO_CALL, None, None)
    assert (purchase.open, purchase.lines[0].settled_at is not None) == (1, True)
    desk.scan(order.lines[1].sku)
    assert purchase.state is PurchaseState.RECEIVED


def test_nothing_more_than_what_is_waited_for_is_taken(desk: Desk) -> None:
    order, _ = desk.ordered(cases=2)
    line = order.lines[0]
    with pytest.raises(Invalid):
        receiving.take(desk.session, line.id, 3, desk.said(), desk.book)
    receiving.take(desk.session, line.id, 2, desk.said(), desk.book)
    with pytest.raises(Refused):
        receiving.take(desk.session, line.id, 1, desk.said(), desk.book)
    taker = Said(viewer_of(desk.cast.taker), "k" * 20)
    with pytest.raises(NotAllowed):
        receiving.take(desk.session, line.id, 1, taker, desk.book)


def test_the_last_scan_is_taken_back(desk: Desk) -> None:
    order, purchase = desk.ordered()
    line, day = order.lines[0], order.lines[0].placed_at
    took = desk.scan(line.sku).took
    assert took is not None
    undoing.undo(desk.session, took.id, by=desk.by, book=desk.book)
    desk.session.flush()
    assert (line.status, line.arrived_at) == (Key.PLACED, None)
    assert (purchase.state, purchase.open) == (PurchaseState.PLACED, 1)
    assert (purchase.lines[0].cases_received, purchase.lines[0].settled_at) == (0, None)
    undoing.undo(desk.session, took.id, by=desk.by, book=desk.book)
    assert line.placed_at == day
    # It waits again, and comes again.
    desk.scan(line.sku)
    assert (line.stage, purchase.state) == (Stage.ARRIVED, PurchaseState.RECEIVED)


def test_what_did_not_come_came_after_all(desk: Desk) -> None:
    order, purchase = desk.ordered()
    line = order.lines[0]
    said = receiving.missing(desk.session, line.id, desk.said(), desk.book)
    undoing.undo(desk.session, said.id, by=desk.by, book=desk.book)
    desk.scan(line.sku)
    assert (line.stage, purchase.state) == (Stage.ARRIVED, PurchaseState.RECEIVED)


def test_only_the_newest_word_is_taken_back_and_not_past_its_tag(desk: Desk) -> None:
    order, _ = desk.ordered(cases=2)
    line = order.lines[0]
    first, second = desk.scan(line.sku).took, desk.scan(line.sku).took
    assert first is not None
    assert second is not None
    with pytest.raises(Refused):
        undoing.undo(desk.session, first.id, by=desk.by, book=desk.book)
    line.copies = 1
    desk.session.flush()
    with pytest.raises(Refused):
        undoing.undo(desk.session, second.id, by=desk.by, book=desk.book)


def test_tags_are_printed_in_the_order_of_scanning(desk: Desk) -> None:
    orders = [desk.ordered(cases=cases)[0] for cases in (1, 2, 1)]
    one, two, three = (order.lines[0] for order in orders)
    for line in (three, two, one, two):
        desk.scan(line.sku)
    done = undoing.doing(desk.session, desk.by)
    assert done.to_tag == [three.id, one.id, two.id]
    assert done.waited_for == 0


def test_goods_stand_in_a_bin(desk: Desk) -> None:
    order, _ = desk.ordered()
    receiving.put_in_bin(desk.session, order.lines[0].id, "A4", by=desk.by)
    assert order.lines[0].bin == "A4"
