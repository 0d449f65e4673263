"""How a call ended, and what follows from that."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.calls import actions, undoing
from app.domain.calls.actions import Said
from app.domain.calls.answers import Answer, Promise, promise_of
from app.domain.orders import actions as order_actions
from app.domain.orders import changing
from app.domain.orders.statuses import StatusBook
from app.models import Call, CallLine, CallOutcome, Customer, OrderEvent
from app.vocabulary import clock
from app.vocabulary.errors import Invalid, NotAllowed, Refused
from app.vocabulary.permissions import Permission
from tests.domain.calls.conftest import TUESDAY, Ask, Tap
from tests.support.cast import Cast, viewer_of

HOUR = timedelta(hours=1)


def standing(line) -> tuple[str, datetime, datetime | None]:
    """Where a line stands, since when, and when to call."""
    return line.status, line.status_since, line.next_call_at


@pytest.mark.contract("B7", "C23")
@pytest.mark.parametrize(
    ("outcome", "then"), [("no_answer", 3 * HOUR), ("voicemail", 22 * HOUR + HOUR / 2)]
)
def test_without_an_answer_it_waits_for_the_return_call(
    ask: Ask, tap: Tap, ada: Customer, outcome: str, then: timedelta
) -> None:
    """Called/waiting, with the next try that the rules propose."""
    order = ask(ada, 2)
    call = tap(list(order.lines), outcome, number="2175550142", note="a dog barks")

    assert {standing(line) for line in order.lines} == {("called_waiting", TUESDAY, TUESDAY + then)}
    assert (call.next_at, call.number, call.note) == (TUESDAY + then, "2175550142", "a dog barks")
    assert call.customer_id == ada.id


@pytest.mark.contract("B7", "C33")
def test_a_further_try_does_not_begin_the_thirty_days_anew(ask: Ask, tap: Tap) -> None:
    """Decision 6: they count from entering Called/waiting."""
    (line,) = ask().lines
    tap([line], "voicemail")
    tap([line], "no_answer", at=TUESDAY + 24 * HOUR)

    assert standing(line) == ("called_waiting", TUESDAY, TUESDAY + 27 * HOUR)


@pytest.mark.contract("B7")
def test_a_wrong_number_moves_nothing(ask: Ask, tap: Tap) -> None:
    """It stays on the sheet: the contact must be put right first."""
    (line,) = ask().lines
    before = standing(line)
    call = tap([line], "wrong_number", number="5550199")

    assert standing(line) == before
    assert call.next_at is None


@pytest.mark.contract("B7", "C21", "C25")
def test_what_is_confirmed_is_promised_with_who_and_what(
    session: Session, ask: Ask, tap: Tap, ada: Customer, buyer: Viewer
) -> None:
    """The line goes on, the promise stays with its amount, and the event tells it."""
    sure, held, gone, later = ask(ada, 4).lines
    answers = {
        sure.id: Answer.CONFIRMED,
        held.id: Answer.WAIT,
        gone.id: Answer.CANCELED,
        later.id: Answer.LATER,
    }
    agreed = TUESDAY + 48 * HOUR
    call = tap([sure, held, gone, later], "reached", answers=answers, next_at=agreed)

    stands = [(line.status, line.next_call_at) for line in (sure, held, gone, later)]
    assert stands == [
        ("new_no_call", None),
        ("pending", None),
        ("canceled", None),
        ("new_call", agreed),
    ]
    assert (sure.confirmed_at, sure.confirmed_by_id) == (TUESDAY, buyer.user_id)
    assert sure.confirmed_total == sure.total == Decimal("120.00")
    promised = session.scalars(sa.select(CallLine.promised).order_by(CallLine.id)).all()
    assert promised == [Decimal("120.00"), Decimal("120.00"), None, None]
    told = session.scalars(sa.select(OrderEvent).filter_by(verb="confirmed")).all()
    assert [event.figures for event in told] == [{"total": "120.00"}] * 2
    assert call.next_at == agreed


@pytest.mark.contract("B1", "C8", "C21")
def test_who_sees_no_price_confirms_what_the_line_says(
    session: Session, cast: Cast, ask: Ask, tap: Tap, statuses: StatusBook
) -> None:
    """The stored promise is the line's; they learn that it was confirmed, and no figure."""
    blind = Viewer(cast.buyer.id, "Blind", frozenset({Permission.CALLS_MAKE}), cast.hill.id)
    line, other = ask(items=2).lines
    tap([line], "reached", answers={line.id: Answer.CONFIRMED}, by=blind)

    assert line.confirmed_total == Decimal("120.00")
    assert promise_of(line, blind.figures) == Promise(TUESDAY, None, None)
    with pytest.raises(NotAllowed):
        tap([other], "reached", answers={other.id: Answer.CANCELED}, by=blind)


@pytest.mark.contract("C21")
def test_a_price_that_moves_after_the_promise_is_told(
    session: Session, ask: Ask, tap: Tap, buyer: Viewer
) -> None:
    """To those who may know."""
    (line,) = ask().lines
    assert promise_of(line, buyer.figures) is None
    tap([line], "reached", answers={line.id: Answer.CONFIRMED})
    assert promise_of(line, buyer.figures) == Promise(TUESDAY, Decimal("120.00"), None)

    changing.set_price(session, line, Decimal("11.00"), by=buyer)
    moved = Promise(TUESDAY, Decimal("120.00"), Decimal("132.00"))
    assert promise_of(line, buyer.figures) == moved
    assert promise_of(line, frozenset()) == Promise(TUESDAY, None, None)


def test_a_call_about_goods_on_their_way_is_only_noted(
    ask: Ask, tap: Tap, buyer: Viewer, statuses: StatusBook
) -> None:
    """Nothing that was ordered goes back to waiting."""
    (line,) = ask().lines
    order_actions.move(line, "placed", by=buyer, book=statuses)
    before = standing(line)
    call = tap([line], "voicemail")

    assert (standing(line), call.next_at) == (before, None)
    with pytest.raises(Refused, match="ordered already"):
        tap([line], "reached", answers={line.id: Answer.CONFIRMED})


def test_one_tap_is_one_call(session: Session, ask: Ask, tap: Tap) -> None:
    """However often it arrives."""
    (line,) = ask().lines
    first = tap([line], "voicemail", key="the-same-key-twice")
    again = tap([line], "no_answer", at=TUESDAY + HOUR, key="the-same-key-twice")

    assert again.id == first.id
    assert session.scalars(sa.select(Call.outcome)).all() == [CallOutcome.VOICEMAIL]


def test_who_may_not_call_notes_nothing(cast: Cast, ask: Ask, tap: Tap) -> None:
    """Takers take."""
    with pytest.raises(NotAllowed):
        tap(list(ask().lines), "voicemail", by=viewer_of(cast.taker))


@pytest.mark.parametrize("next_at", [TUESDAY, TUESDAY + timedelta(days=200)])
def test_a_next_try_lies_ahead(ask: Ask, tap: Tap, next_at: datetime) -> None:
    """Not behind, and not in a year."""
    with pytest.raises(Invalid):
        tap(list(ask().lines), "voicemail", next_at=next_at)


@pytest.mark.contract("B7")
def test_another_next_try_can_be_agreed(
    session: Session, ask: Ask, tap: Tap, buyer: Viewer
) -> None:
    """For what still waits for a call."""
    (line,) = ask().lines
    call = tap([line], "voicemail")
    with clock.set_to(TUESDAY + HOUR):
        actions.reschedule(session, call, [line], TUESDAY + 8 * HOUR, by=buyer)
    assert (call.next_at, line.next_call_at) == (TUESDAY + 8 * HOUR,) * 2

    tap([line], "reached", answers={line.id: Answer.CONFIRMED}, at=TUESDAY + 2 * HOUR)
    with clock.set_to(TUESDAY + 3 * HOUR), pytest.raises(Refused):
        actions.reschedule(session, call, [line], TUESDAY + 9 * HOUR, by=buyer)


@pytest.mark.contract("B7")
@pytest.mark.parametrize("outcome", ["voicemail", "no_answer", "wrong_number", "reached"])
def test_a_call_is_taken_back_for_a_minute(
    session: Session, ask: Ask, tap: Tap, buyer: Viewer, statuses: StatusBook, outcome: str
) -> None:
    """Every line stands where it stood, and since when."""
    first, second = ask(items=2).lines
    before = [standing(line) for line in (first, second)]
    answers = {first.id: Answer.CONFIRMED, second.id: Answer.CANCELED}
    call = tap([first, second], outcome, answers=answers if outcome == "reached" else None)
    with clock.set_to(TUESDAY + timedelta(seconds=50)):
        lines = undoing.undo(session, call, by=buyer, book=statuses)
        again = undoing.undo(session, call, by=buyer, book=statuses)

    assert [line.id for line in lines] == [first.id, second.id]
    assert again == []
    assert [standing(line) for line in (first, second)] == before
    assert (first.confirmed_at, first.confirmed_total, first.order.open) == (None, None, 1)


def test_a_call_is_not_taken_back_late_or_by_others_or_over_what_came_after(
    session: Session, cast: Cast, ask: Ask, tap: Tap, buyer: Viewer, statuses: StatusBook
) -> None:
    """Each with its reason."""
    order = ask()
    call = tap(list(order.lines), "voicemail")
    with clock.set_to(TUESDAY + timedelta(seconds=61)), pytest.raises(Refused, match="a minute"):
        undoing.undo(session, call, by=buyer, book=statuses)
    with clock.set_to(TUESDAY):
        with pytest.raises(Refused, match="Somebody else"):
            undoing.undo(session, call, by=viewer_of(cast.manager), book=statuses)
        order_actions.edit_notes(order, "ring twice", by=buyer)
        session.flush()
        with pytest.raises(Refused, match="Something else"):
            undoing.undo(session, call, by=buyer, book=statuses)


def test_an_earlier_promise_comes_back(
    session: Session, ask: Ask, tap: Tap, buyer: Viewer, statuses: StatusBook
) -> None:
    """What was promised before the call that was a mistake."""
    (line,) = ask().lines
    tap([line], "reached", answers={line.id: Answer.CONFIRMED})
    changing.set_price(session, line, Decimal("11.00"), by=buyer)
    session.commit()
    call = tap([line], "reached", at=TUESDAY + HOUR, answers={line.id: Answer.CONFIRMED})
    assert line.confirmed_total == Decimal("132.00")
    with clock.set_to(TUESDAY + HOUR):
        undoing.undo(session, call, by=buyer, book=statuses)

    assert (line.confirmed_at, line.confirmed_total) == (TUESDAY, Decimal("120.00"))


def test_nothing_to_say_is_no_call(session: Session, buyer: Viewer, statuses: StatusBook) -> None:
    """A call is about something."""
    said = Said(CallOutcome.VOICEMAIL)
    with pytest.raises(Invalid):
        actions.record(session, [], said, by=buyer, book=statuses, one_time_key="k" * 16)
