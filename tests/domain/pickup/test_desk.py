"""Handing goods over and taking them back: sale rows, once, and only when it may be."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.domain.pickup import desk
from app.domain.pickup.sold import sold_of
from app.models import OrderEvent, OrderLine, RegisterSale, SaleRowKind
from app.vocabulary import clock
from app.vocabulary.errors import CaselotError, Invalid, NotAllowed, NotFound, Refused
from app.vocabulary.statuses import Key
from tests.support.cast import Cast, viewer_of
from tests.support.goods import arrived, tagged

KEY = "the-key-of-the-first-form"
OTHER_KEY = "the-key-of-another-form"


def hand_over(session: Session, cast: Cast, lines: list[OrderLine], key: str = KEY) -> None:
    """As the order taker."""
    ids = [line.id for line in lines]
    desk.hand_over(session, ids, by=viewer_of(cast.taker), one_time_key=key)
    session.commit()


def rows(session: Session) -> list[RegisterSale]:
    """Every sale row, in order."""
    return list(session.scalars(sa.select(RegisterSale).order_by(RegisterSale.id)))


@pytest.mark.contract("C31", "C39")
def test_handing_over_writes_what_a_register_would(session: Session, cast: Cast) -> None:
    """Units, cases, the item's own UPC, the total; the line itself waits for the night."""
    (line,) = tagged(session, cast, cases=2)
    hand_over(session, cast, [line])
    (row,) = rows(session)
    assert (row.source, row.receipt, row.kind, row.counts) == ("pickup", KEY, SaleRowKind.SALE, 1)
    assert (row.order_number, row.line_number, row.upc) == (
        line.order.number,
        line.number,
        line.upc,
    )
    assert (row.quantity, row.cases, row.total) == (Decimal(24), Decimal(2), line.total)
    assert row.business_date == clock.business_date(row.sold_at, cast.hill.time_zone)
    assert (line.open, line.status) == (1, Key.ARRIVED)


@pytest.mark.contract("C31")
def test_the_same_form_twice_sells_once(session: Session, cast: Cast) -> None:
    """A double tap, or the browser asking again after a lost answer."""
    lines = tagged(session, cast, 2)
    hand_over(session, cast, lines)
    hand_over(session, cast, lines)
    assert len(rows(session)) == 2
    assert sold_of(session, [lines[0].id])[lines[0].id].net == Decimal(12)


def test_two_forms_sell_once(session: Session, cast: Cast) -> None:
    """Two desks have the same goods on their screens: the second is told."""
    lines = tagged(session, cast)
    hand_over(session, cast, lines)
    with pytest.raises(Refused, match="handed over already"):
        hand_over(session, cast, lines, OTHER_KEY)
    session.rollback()
    assert len(rows(session)) == 1


@pytest.mark.contract("C28")
def test_what_is_not_ready_stays(session: Session, cast: Cast) -> None:
    """Without a tag, closed, or at another store; and then nothing else of the form goes."""
    (good,) = tagged(session, cast)
    (untagged,) = arrived(session, cast)
    (closed,) = tagged(session, cast)
    actions.close(closed.order, Key.CANCELED, by=viewer_of(cast.buyer), book=book(session))
    (elsewhere,) = tagged(session, cast)
    elsewhere.store_id = elsewhere.order.pickup_store_id = cast.river.id
    session.commit()
    said = [refusal(session, cast, [good, bad]) for bad in (untagged, closed, elsewhere)]
    assert said == [
        "Its tag has not been printed yet.",
        "This line is closed already.",
        "Its goods are at another store.",
    ]
    assert rows(session) == []


def refusal(session: Session, cast: Cast, lines: list[OrderLine]) -> str:
    """The words that a hand-over is refused with."""
    with pytest.raises(Refused) as refused:
        hand_over(session, cast, lines)
    session.rollback()
    return refused.value.message


@pytest.mark.parametrize(
    ("ids", "error"),
    [([], Invalid), ([2_147_483_647], NotFound), (list(range(1, 300)), Invalid)],
)
def test_ids_that_cannot_be(
    session: Session, cast: Cast, ids: list[int], error: type[CaselotError]
) -> None:
    """None, unknown, far too many."""
    with pytest.raises(error):
        desk.hand_over(session, ids, by=viewer_of(cast.taker), one_time_key=KEY)


def test_people_without_the_right(session: Session, cast: Cast) -> None:
    """The domain asks too, not only the address."""
    (line,) = tagged(session, cast)
    nobody = Viewer(cast.outsider.id, "Nobody", frozenset(), cast.hill.id)
    with pytest.raises(NotAllowed):
        desk.hand_over(session, [line.id], by=nobody, one_time_key=KEY)
    with pytest.raises(NotAllowed):
        desk.take_back(session, line.id, by=nobody, one_time_key=KEY)


def test_a_line_without_price_or_case_size_can_go(session: Session, cast: Cast) -> None:
    """The register asks for the price; the row counts cases."""
    (line,) = tagged(session, cast)
    line.case_size = line.total = line.unit_price = None
    session.commit()
    hand_over(session, cast, [line])
    (row,) = rows(session)
    assert (row.quantity, row.total) == (Decimal(1), None)


def test_undo_takes_it_back_once(session: Session, cast: Cast) -> None:
    """A void row against the sale; doing it again with the same key adds nothing."""
    (line,) = tagged(session, cast)
    hand_over(session, cast, [line])
    for _ in range(2):
        desk.take_back(session, line.id, by=viewer_of(cast.taker), one_time_key=OTHER_KEY)
        session.commit()
    sale, void = rows(session)
    assert (void.kind, void.quantity, void.cases, void.total) == (
        SaleRowKind.VOID,
        -sale.quantity,
        -sale.cases,
        -sale.total,
    )
    assert bool(sold_of(session, [line.id])[line.id]) is False
    hand_over(session, cast, [line], "a-third-key-of-a-new-form")
    assert bool(sold_of(session, [line.id])[line.id]) is True


@pytest.mark.contract("C31", "C39")
def test_undo_takes_back_what_was_handed_over(session: Session, cast: Cast) -> None:
    """Not what the line says by then: a buyer may have put cases or case size right meanwhile."""
    (line,) = tagged(session, cast, cases=2)
    hand_over(session, cast, [line])
    changes = {"cases": 1, "case_size": 6}
    actions.edit_line(line, changes, by=viewer_of(cast.buyer))
    session.commit()
    desk.take_back(session, line.id, by=viewer_of(cast.taker), one_time_key=OTHER_KEY)
    session.commit()
    sale, void = rows(session)
    assert (void.quantity, void.cases, void.total) == (-sale.quantity, -sale.cases, -sale.total)
    assert sold_of(session, [line.id])[line.id].net == 0


def test_undo_is_for_an_earlier_day_once_the_line_was_reopened(
    session: Session, cast: Cast
) -> None:
    """Else the next night would only complete it again."""
    with clock.set_to(clock.now() - timedelta(days=2)):
        (line,) = tagged(session, cast)
        hand_over(session, cast, [line])
    buyer, manager = viewer_of(cast.buyer), viewer_of(cast.manager)
    actions.close(line.order, Key.COMPLETED, by=buyer, book=book(session))
    actions.reopen(line.order, by=manager, book=book(session), why="wanted")
    session.commit()
    desk.take_back(session, line.id, by=viewer_of(cast.taker), one_time_key=OTHER_KEY)
    session.commit()
    assert bool(sold_of(session, [line.id])[line.id]) is False


def test_undo_is_for_today_and_for_what_the_desk_sold(session: Session, cast: Cast) -> None:
    """Not what was never sold, not yesterday's, not a register's, not what the night completed."""
    with clock.set_to(clock.now() - timedelta(days=2)):
        (old,) = tagged(session, cast)
        hand_over(session, cast, [old])
    unsold, registers, done = (tagged(session, cast)[0] for _ in range(3))
    hand_over(session, cast, [registers, done], OTHER_KEY)
    session.execute(
        sa.update(RegisterSale)
        .where(RegisterSale.order_line_id == registers.id)
        .values(source="lane")
    )
    actions.close(done.order, Key.COMPLETED, by=viewer_of(cast.buyer), book=book(session))
    session.commit()
    said = []
    for line in (unsold, old, registers, done):
        with pytest.raises(Refused) as refused:
            desk.take_back(session, line.id, by=viewer_of(cast.taker), one_time_key="k" * 20)
        said.append(refused.value.message)
    assert said == [
        "It was not handed over.",
        "It was handed over on an earlier day.",
        "A register sold it. Refund it there.",
        "The night has completed it already. Reopen the order instead.",
    ]


@pytest.mark.contract("C8", "B1")
def test_the_timeline_keeps_the_amount_apart(session: Session, cast: Cast) -> None:
    """Facts in `detail`, amounts only in `figures`."""
    (line,) = tagged(session, cast)
    hand_over(session, cast, [line])
    event = session.scalar(sa.select(OrderEvent).where(OrderEvent.verb == "handed_over"))
    assert (event.detail, event.figures) == ({}, {"total": str(line.total)})
