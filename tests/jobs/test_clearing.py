"""What is kept for a time only goes when the time is over."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.jobs import clearing
from app.models import Document, LookAlike, NightMove, NightRun, OutboxRow, PrintState, TagPrint
from app.vocabulary import clock
from app.vocabulary.jobs import Job
from app.web.forms import new_key
from tests.domain.overnight.nights import NOON, run_night, taken
from tests.support.cast import Cast, viewer_of


@pytest.mark.parametrize(("days", "left"), [(59, (1, 1)), (61, (1, 0)), (402, (0, 0))])
def test_moves_of_nights_and_old_work_go(
    app: Flask, session: Session, cast: Cast, days: int, left: tuple[int, int]
) -> None:
    """What a night did, step by step, stays for ever."""
    taken(session, cast, NOON - timedelta(days=120))
    run_night(session, cast)
    session.add(OutboxRow(job=Job.PRINT_TAGS, payload={}, open=0, due_at=NOON))
    session.commit()
    with app.app_context(), clock.set_to(NOON + timedelta(days=days)):
        clearing.clear_away()
    session.expire_all()
    count = sa.select(sa.func.count())
    moves, work, steps = (
        session.scalar(count.select_from(model)) for model in (NightMove, OutboxRow, NightRun)
    )
    assert (moves, work, steps) == (*left, 7)


@pytest.mark.parametrize(("days", "left"), [(29, 1), (31, 0)])
def test_whose_a_tag_was_to_be_is_not_kept_when_it_failed(
    app: Flask, session: Session, cast: Cast, days: int, left: int
) -> None:
    by = viewer_of(cast.taker)
    made = TagPrint(one_time_key=new_key(), store_id=by.store_id, user_id=by.user_id or 0)
    made.paper, made.state, made.finished_at = "letter", PrintState.FAILED, NOON
    session.add(made)
    session.flush()
    session.add(LookAlike(tag_print_id=made.id, wish={"customer": "Ida"}))
    session.commit()
    with app.app_context(), clock.set_to(NOON + timedelta(days=days)):
        clearing.clear_away()
    assert session.scalar(sa.select(sa.func.count()).select_from(LookAlike)) == left


@pytest.mark.parametrize(("days", "left"), [(59, 1), (61, 0)])
def test_whose_a_look_alike_is_goes_with_its_paper(
    app: Flask, session: Session, cast: Cast, days: int, left: int
) -> None:
    by = viewer_of(cast.taker)
    made = TagPrint(one_time_key=new_key(), store_id=by.store_id, user_id=by.user_id or 0)
    made.paper, made.state, made.finished_at = "letter", PrintState.DONE, NOON
    made.document = Document(name="tags.pdf", media_type="application/pdf", content=b"paper")
    made.document.keep_until = NOON + timedelta(days=60)
    session.add(made)
    session.flush()
    session.add(LookAlike(tag_print_id=made.id, wish={"customer": "Ida"}))
    session.commit()
    with app.app_context(), clock.set_to(NOON + timedelta(days=days)):
        clearing.clear_away()
    assert session.scalar(sa.select(sa.func.count()).select_from(LookAlike)) == left
