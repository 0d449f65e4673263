"""When a register is asked again, and what is said of it meanwhile."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app.domain.register import states
from app.vocabulary import clock
from tests.support.receipts import NOON

NAME = "core_pos"


def test_an_archive_that_does_not_answer_holds_up_no_sale_of_today(session: Session) -> None:
    """It is tried again less and less often, and said until it was read; today is read each
    minute."""
    asked = []
    for minute in range(1, 16):
        with clock.set_to(NOON + timedelta(minutes=minute)):
            now, state = clock.now(), states.state_of(session, NAME)
            assert states.is_due(state, now)
            states.today_was_read(session, NAME, now)
            if states.archive_is_due(state, now):
                asked.append(minute)
                states.is_unread(session, NAME, "It does not answer.", pause=True)
            else:
                states.reading_ended(session, NAME, now, with_archive=False)
            session.flush()
            state = states.state_of(session, NAME)
            assert state is not None
            assert state.unread_since == NOON + timedelta(minutes=1)
    assert asked == [1, 2, 3, 5, 9, 14]
    with clock.set_to(NOON + timedelta(minutes=30)):
        states.reading_ended(session, NAME, clock.now(), with_archive=True)
    assert (state.unread_since, state.unread_why, state.next_try_at) == (None, "", None)


def test_one_that_is_away_is_given_time_also_for_today(session: Session) -> None:
    with clock.set_to(NOON):
        states.is_unread(session, NAME, "It is away.", pause=True)
        states.is_away(session, NAME, "It is away.", pause=True)
        session.flush()
    state = states.state_of(session, NAME)
    due = [states.is_due(state, NOON + timedelta(seconds=n)) for n in (49, 50)]
    assert (due, states.away(session)) == ([False, True], {NAME})
