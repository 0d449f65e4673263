"""Tags and a shelf, scanned in any order; taken back; put back when nobody comes."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.domain.pickup import desk, putting, returning, shelves
from app.domain.pickup.putting import Hands, Scanned
from app.models import OrderEvent, OrderLine, PutAway, Shelf
from app.vocabulary import clock
from app.vocabulary.barcodes import shelf_code, tag_code
from app.vocabulary.errors import Invalid, NotAllowed, NotFound, Refused
from app.vocabulary.statuses import Key
from app.web.forms import new_key
from tests.support.cast import Cast, viewer_of
from tests.support.goods import arrived, tagged
from tests.support.queries import count_queries


@pytest.fixture
def shelf(session: Session, cast: Cast) -> Shelf:
    """A12 of the hill."""
    by = viewer_of(cast.manager)
    (made,), _ = shelves.add_shelves(session, cast.hill.id, "A12", "Cooler", by=by)
    session.commit()
    return made


def scan(session: Session, cast: Cast, text: str, hands: Hands, key: str = "") -> Scanned:
    """As the order taker."""
    key = key or new_key()
    done = putting.scan(session, text, hands, by=viewer_of(cast.taker), one_time_key=key)
    session.commit()
    return done


def tag(line: OrderLine) -> str:
    """What its barcode says."""
    return tag_code(line.order.number, line.number)


@pytest.mark.contract("B12")
def test_several_tags_then_their_shelf(session: Session, cast: Cast, shelf: Shelf) -> None:
    """Nothing is written until the shelf is known; then all of them stand there, and it is told."""
    lines = tagged(session, cast, 2)
    hands = Hands()
    for line in [*lines, lines[0]]:
        hands = scan(session, cast, tag(line), hands).hands
    assert (hands.line_ids, [line.bin for line in lines]) == ((lines[0].id, lines[1].id), ["", ""])
    done = scan(session, cast, shelf_code(shelf.id), hands)
    assert (done.heard, done.hands, [line.bin for line in lines]) == ("done", Hands(), ["A12"] * 2)
    told = session.scalars(sa.select(OrderEvent).where(OrderEvent.verb == "put_away")).all()
    assert [event.detail for event in told] == [{"bin": ["", "A12"]}] * 2


@pytest.mark.contract("B12")
def test_the_shelf_first_then_tags(session: Session, cast: Cast, shelf: Shelf) -> None:
    """Each goes there at once, until the label is scanned again; a typed code is a label too."""
    lines = tagged(session, cast, 2)
    hands = scan(session, cast, "a12", Hands()).hands
    heard = [scan(session, cast, tag(line), hands).heard for line in lines]
    closed = scan(session, cast, shelf_code(shelf.id), hands)
    assert (hands.shelf, heard, closed.hands) == (shelf, ["done", "done"], Hands())
    assert [line.bin for line in lines] == ["A12", "A12"]


@pytest.mark.contract("B12")
def test_one_scan_counts_once_and_is_taken_back_once(
    session: Session, cast: Cast, shelf: Shelf
) -> None:
    """What was put elsewhere since stays there."""
    lines = tagged(session, cast, 3)
    lines[0].bin = "Dock"
    session.commit()
    hands, key, by = Hands(tuple(line.id for line in lines)), new_key(), viewer_of(cast.taker)
    for _ in range(2):
        scan(session, cast, shelf_code(shelf.id), hands, key)
    assert session.scalar(sa.select(sa.func.count()).select_from(PutAway)) == 3
    lines[2].bin = "B7"
    session.commit()
    back = putting.undo(session, key, by=by)
    session.commit()
    assert (len(back), [line.bin for line in lines]) == (2, ["Dock", "", "B7"])
    with pytest.raises(Refused, match="somewhere else by now"):
        putting.undo(session, key, by=by)


def test_a_place_without_a_label(session: Session, cast: Cast, shelf: Shelf) -> None:
    """Words that are no shelf are asked about, and may be written all the same."""
    (line,) = tagged(session, cast)
    held = Hands((line.id,))
    said = scan(session, cast, "by the door", held)
    assert (said.heard, said.unknown, said.hands, line.bin) == ("wrong", "by the door", held, "")
    by = viewer_of(cast.taker)
    putting.put(session, [line.id], "by the door", by=by, one_time_key=new_key())
    assert line.bin == "by the door"


@pytest.mark.contract("B12")
def test_no_code_that_was_scanned_becomes_a_place(
    session: Session, cast: Cast, shelf: Shelf
) -> None:
    """A tag, an item's code: nothing is offered and nothing is written. A shelf may be called
    what it likes."""
    (line,) = tagged(session, cast)
    by, held = viewer_of(cast.taker), Hands((line.id,))
    for code in (tag(line), tag(line)[:11], "04963406", "049000028911"):
        with pytest.raises(Invalid, match="not a shelf"):
            putting.put(session, [line.id], code, by=by, one_time_key=new_key())
        with pytest.raises(Invalid, match="not a shelf"):
            shelves.known_as(session, cast.hill.id, code)
    said = scan(session, cast, "049000028911", held)
    assert (said.words, said.heard, said.unknown) == (shelves.NO_SHELF, "wrong", "")
    shelf.code, shelf.folded = "20261122", "20261122"
    assert scan(session, cast, "20261122", held).heard == "done"
    assert line.bin == shelves.known_as(session, cast.hill.id, "20261122") == "20261122"


@pytest.mark.contract("B12")
def test_what_does_not_belong_on_a_shelf_says_why(
    session: Session, cast: Cast, shelf: Shelf
) -> None:
    """Not here yet, somebody's no more, sold, another store's, nobody's at all."""
    coming, closed, sold, far = (tagged(session, cast)[0] for _ in range(4))
    buyer, statuses = viewer_of(cast.buyer), book(session)
    actions.move(coming, Key.PLACED, by=buyer, book=statuses, sure=True)
    actions.close(closed.order, Key.CANCELED, by=buyer, book=statuses)
    desk.hand_over(session, [sold.id], by=viewer_of(cast.taker), one_time_key=new_key())
    far.store_id = far.order.pickup_store_id = cast.river.id
    session.commit()
    said = []
    for text in [*(tag(line) for line in (coming, closed, sold, far)), "454999999997"]:
        for hands in (Hands(), Hands((), shelf)):
            with pytest.raises((Refused, NotFound)) as refused:
                scan(session, cast, text, hands)
            said.append(refused.value.message)
            session.rollback()
    assert (
        said[::2]
        == said[1::2]
        == [
            "Nobody has received it yet. Receive it first.",
            "Its line is closed: nobody waits for it any more.",
            "It was handed over already.",
            "Its goods belong to another store.",
            "No order has this tag.",
        ]
    )


def test_people_without_the_right(session: Session, cast: Cast, shelf: Shelf) -> None:
    (line,) = tagged(session, cast)
    nobody = viewer_of(cast.outsider)
    with pytest.raises(NotAllowed):
        putting.scan(session, tag(line), Hands(), by=nobody, one_time_key=new_key())
    with pytest.raises(NotAllowed):
        putting.undo(session, new_key(), by=nobody)


@pytest.mark.parametrize("count", [1, 12])
def test_a_shelf_takes_as_many_statements_for_one_as_for_many(
    session: Session, cast: Cast, shelf: Shelf, count: int
) -> None:
    """Besides what is written of each line."""
    lines = tagged(session, cast, count)
    ids, by = [line.id for line in lines], viewer_of(cast.taker)
    session.expire_all()
    with count_queries() as asked:
        putting.put(session, ids, "A12", by=by, one_time_key=new_key(), shelf=None)
    assert len([one for one in asked if one.startswith("SELECT")]) == 4


@pytest.mark.contract("B11")
def test_goods_that_nobody_came_for(session: Session, cast: Cast, shelf: Shelf) -> None:
    """Listed after their days; back on a shelf they go on waiting, for as many days again."""
    with clock.set_to(clock.now() - timedelta(days=20)):
        late, sold, untagged = (
            tagged(session, cast)[0],
            tagged(session, cast)[0],
            arrived(session, cast)[0],
        )
        desk.hand_over(session, [sold.id], by=viewer_of(cast.taker), one_time_key=new_key())
    fresh = tagged(session, cast)[0]
    session.commit()
    assert (untagged.copies, fresh.copies) == (0, 1)
    assert [one.id for one in returning.uncollected(session, cast.hill.id).lines] == [late.id]
    by = viewer_of(cast.taker)
    putting.put(session, [late.id], "A12", by=by, one_time_key=new_key(), returned=True)
    session.commit()
    assert (late.bin, late.open, returning.uncollected(session, cast.hill.id).lines) == (
        "A12",
        1,
        [],
    )
    with clock.set_to(clock.now() + timedelta(days=20)):
        later = [one.id for one in returning.uncollected(session, cast.hill.id).lines]
    assert later == [late.id, fresh.id]


@pytest.mark.contract("B11", "C34")
def test_they_are_closed_for_a_reason(session: Session, cast: Cast) -> None:
    """The rest of the order goes on; the trail says why."""
    with clock.set_to(clock.now() - timedelta(days=20)):
        one, other = tagged(session, cast, 2)
    buyer, statuses = viewer_of(cast.buyer), book(session)

    def close(*asked: object, **who: object) -> None:
        returning.close_uncollected(*asked, **who, one_time_key=new_key())

    close(session, [one.id], Key.CANCELED, "Not picked up", by=buyer, book=statuses)
    session.commit()
    event = session.scalars(sa.select(OrderEvent).order_by(OrderEvent.id.desc())).first()
    assert (one.open, one.status, other.open) == (0, Key.CANCELED, 1)
    assert (event.verb, event.detail["why"]) == ("moved", "Not picked up")
    for ids, why in (([other.id], ""), ([], "Not picked up")):
        with pytest.raises(Invalid):
            close(session, ids, Key.CANCELED, why, by=buyer, book=statuses)
    taker = viewer_of(cast.taker)
    with pytest.raises(NotAllowed):
        close(session, [other.id], Key.CANCELED, "Not picked up", by=taker, book=statuses)


@pytest.mark.contract("B11")
def test_one_button_undoes_a_whole_hand_over(session: Session, cast: Cast) -> None:
    """All or none, once; what was taken back alone, or handed over again since, is left alone."""
    lines, by = tagged(session, cast, 3), viewer_of(cast.taker)
    first, second, undoing = new_key(), new_key(), new_key()
    ids = [line.id for line in lines]
    desk.hand_over(session, ids, by=by, one_time_key=first)
    desk.take_back(session, ids[0], by=by, one_time_key=new_key())
    session.flush()
    desk.hand_over(session, ids[:1], by=by, one_time_key=second)
    session.commit()
    for _ in range(2):
        back = desk.undo_hand_over(session, first, by=by, one_time_key=undoing)
        session.commit()
        assert [line.id for line in back] == ids[1:]
    sold = desk.sold_of(session, ids)
    assert [bool(sold[line_id]) for line_id in ids] == [True, False, False]
    with pytest.raises(Refused, match="taken back already"):
        desk.undo_hand_over(session, first, by=by, one_time_key=new_key())
    with pytest.raises(NotFound):
        desk.undo_hand_over(session, new_key(), by=by, one_time_key=new_key())
