"""The page of jobs: what waits, what failed and why, try again, what the clock did, alarms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from redis import Redis
from sqlalchemy.orm import Session

from app.domain import outbox
from app.domain.jobs import alarms
from app.domain.jobs.alarms import Alarm
from app.domain.overnight.plan import Step
from app.jobs import beats, schedule, work
from app.jobs.schedule import Cron
from app.models import (
    AuditEvent,
    NightRun,
    OutboxRow,
    PeriodicRun,
    PrintState,
    TagPrint,
)
from app.vocabulary import clock
from app.vocabulary.errors import BROKEN
from app.vocabulary.jobs import Job
from tests.support.cast import Cast
from tests.support.client import Tablet
from tests.support.goods import arrived, asked


def given_up(app: Flask, session: Session, cast: Cast) -> OutboxRow:
    """A print that did not work."""
    asked(session, cast, arrived(session, cast))
    row = session.scalars(sa.select(OutboxRow)).one()
    with app.app_context():
        work.give_up(row.id, "The printer's paper is not known.")
    session.expire_all()
    return row


def test_what_failed_is_told_with_its_reason_and_tried_again(
    app: Flask, session: Session, cast: Cast, tablet: Tablet
) -> None:
    row = given_up(app, session, cast)
    assert (row.open, row.failed) == (0, True)
    page = unescape(tablet.sign_in(cast.manager).get("/jobs").text)
    for words in ("Lay out tags", "The printer's paper is not known.", "Work failed and waits"):
        assert words in page, words
    answer = tablet.post(f"/jobs/{row.id}/retry", htmx=True)
    assert (answer.status_code, "Nothing failed" in answer.text) == (200, True)
    session.expire_all()
    assert (row.open, row.failed, row.attempts, row.problem) == (1, False, 0, "")
    assert session.scalars(sa.select(TagPrint.state)).all() == [PrintState.WAITING]
    kinds = session.scalars(sa.select(AuditEvent.kind)).all()
    assert "work tried again" in kinds
    assert tablet.post(f"/jobs/{row.id}/retry").status_code == 404
    with app.app_context():
        work.run(row.id)
    session.expire_all()
    assert (row.open, row.failed) == (0, False)
    assert session.scalars(sa.select(TagPrint.state)).all() == [PrintState.DONE]


def test_what_has_a_page_of_its_own_is_tried_again_there(
    app: Flask, session: Session, cast: Cast, tablet: Tablet
) -> None:
    row = outbox.leave(session, Job.SEND_MESSAGE, {"message_id": 999})
    row.open, row.failed, row.done_at, row.problem = 0, True, clock.now(), "No such address."
    session.commit()
    page = tablet.sign_in(cast.manager).get("/jobs").text
    assert ("No such address." in page, 'href="/messages/999"' in page) == (True, True)
    assert f"/jobs/{row.id}/retry" not in page
    assert tablet.post(f"/jobs/{row.id}/retry").status_code == 409


@pytest.mark.parametrize(("who", "status"), [("admin", 200), ("manager", 200), ("buyer", 403)])
def test_managers_look(cast: Cast, tablet: Tablet, who: str, status: int) -> None:
    assert tablet.sign_in(cast.everybody[who]).get("/jobs").status_code == status


def test_alarms_when_something_waits_too_long(session: Session, cast: Cast, tablet: Tablet) -> None:
    """On the page, and on Home for those who may do something about it."""
    tablet.sign_in(cast.manager)
    assert "Alarms: work" not in tablet.get("/").text
    assert "no worker takes it" not in tablet.get("/jobs").text
    now = clock.now()
    outbox.leave(session, Job.PRINT_TAGS, {"print_id": 1}, due_at=now - timedelta(minutes=6))
    session.add(PeriodicRun(name="sweep-outbox", every=15, started_at=now - timedelta(hours=1)))
    session.commit()
    page = tablet.get("/jobs").text
    for words in ("no worker takes it", "The schedule stands still"):
        assert words in page, words
    home = tablet.get("/").text
    assert "Alarms: work in the background" in home
    assert 'href="/jobs"' in home
    assert "Alarms: work" not in tablet.sign_in(cast.buyer).get("/").text


def a_beat(session: Session, name: str, minutes: int, **more: Any) -> None:
    """A piece of work by the clock, begun so many minutes ago."""
    at = clock.now() - timedelta(minutes=minutes)
    session.add(PeriodicRun(name=name, every=15, started_at=at, **{"finished_at": at, **more}))


def late_work(session: Session) -> None:
    """Nobody took it."""
    six_minutes_ago = clock.now() - timedelta(minutes=6)
    outbox.leave(session, Job.PRINT_TAGS, {"print_id": 1}, due_at=six_minutes_ago)


def failed_work(session: Session) -> None:
    """Nobody looked at it."""
    row = outbox.leave(session, Job.PRINT_TAGS, {"print_id": 1})
    row.open, row.failed, row.done_at, row.problem = 0, True, clock.now(), "No such print."


def silent_worker(session: Session, minutes: int = 36, **more: Any) -> None:
    """The schedule lives, and hands out what nobody begins."""
    a_beat(session, alarms.HEARTBEAT, 1)
    a_beat(session, alarms.OF_A_WORKER, minutes, **more)


RAISED: dict[Alarm, Callable[[Session], None]] = {
    Alarm.WAITING: late_work,
    Alarm.STILL: lambda session: a_beat(session, alarms.HEARTBEAT, 6),
    Alarm.WORKER: silent_worker,
    Alarm.PERIODIC: lambda session: a_beat(session, "clear-away", 1, problem="KeyError"),
    Alarm.FAILED: failed_work,
}


@pytest.mark.parametrize("alarm", RAISED)
def test_each_alarm_is_raised_alone(session: Session, cast: Cast, alarm: Alarm) -> None:
    assert alarms.raised(session, cast.hill, clock.now()) == []
    RAISED[alarm](session)
    session.commit()
    assert alarms.raised(session, cast.hill, clock.now()) == [alarm]


@pytest.mark.parametrize(("minutes", "alarm"), [(70, []), (80, [Alarm.WORKER])])
def test_a_worker_at_a_long_night_is_none_that_is_missing(
    session: Session, cast: Cast, minutes: int, alarm: list[Alarm]
) -> None:
    silent_worker(session, minutes, finished_at=None)
    session.commit()
    assert alarms.raised(session, cast.hill, clock.now()) == alarm


def test_the_piece_that_tells_of_workers_is_one_that_they_do() -> None:
    piece = schedule.BY_NAME[alarms.OF_A_WORKER]
    assert (piece.every < alarms.IDLE / 2, piece.wanted()) == (True, True)
    assert timedelta(seconds=piece.limit) < alarms.BUSY
    assert schedule.BY_NAME[alarms.HEARTBEAT].limit == 0


def test_no_secret_stands_in_what_went_wrong(
    app: Flask, session: Session, cast: Cast, tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever looks at the work may not know prices and customers: of errors that are not ours only
    the kind is kept, whether the work is given up or tried again."""
    secrets = "cost 31.7193 of ada.quill@example.org"

    def broken(kind: type[Exception]) -> Callable[..., None]:
        def do(*_: object) -> None:
            raise kind(secrets)

        return do

    for kind in (ValueError, OSError):
        row = outbox.leave(session, Job.SYNC_REGISTER, {})
        session.commit()
        monkeypatch.setitem(work.TASKS, Job.SYNC_REGISTER, work.Task(broken(kind), lambda *_: None))
        with app.app_context():
            work.run(row.id)
    piece = schedule.Periodic("broken", timedelta(minutes=5), broken(KeyError))
    monkeypatch.setattr(schedule, "TABLE", (piece,))
    monkeypatch.setattr(beats, "_written", {})
    Cron(app).tick()
    session.expire_all()
    problems = session.scalars(sa.select(OutboxRow.problem).order_by(OutboxRow.id)).all()
    assert problems == [BROKEN, "OSError"]
    page = tablet.sign_in(cast.manager).get("/jobs").text
    assert ("31.7193" in page, "ada.quill" in page, BROKEN in page) == (False, False, True)


def test_only_who_may_look_has_it_tried_again_and_only_by_a_button(
    app: Flask, session: Session, cast: Cast, tablet: Tablet
) -> None:
    row = given_up(app, session, cast)
    where = f"/jobs/{row.id}/retry"
    assert tablet.sign_in(cast.buyer).post(where).status_code == 403
    assert tablet.sign_in(cast.manager).get(where).status_code == 405
    session.expire_all()
    assert (row.open, row.failed) == (0, True)


def test_a_night_that_is_late_or_broken_is_an_alarm(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    day = clock.last_finished_day(clock.now(), cast.hill.time_zone)
    run = NightRun(store_id=cast.hill.id, business_date=day - timedelta(days=1), step=Step.REMIND)
    run.started_at = run.finished_at = clock.now()
    session.add(run)
    session.commit()
    tablet.sign_in(cast.manager)
    over = clock.end_of_day(day, cast.hill.time_zone)
    said = {}
    for hours in (3, 5):
        with clock.set_to(over + timedelta(hours=hours)):
            said[hours] = "The night is not done" in tablet.get("/jobs").text
    run.finished_at, run.problem = None, "KeyError"
    session.commit()
    with clock.set_to(over + timedelta(hours=3)):
        said[0] = "The night is not done" in tablet.get("/jobs").text
    assert said == {3: False, 5: True, 0: True}


def test_the_schedule_says_its_last_and_its_next_run(
    app: Flask, session: Session, cast: Cast, tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what went wrong, until it goes well; nothing that comes after it waits for it."""
    broken = schedule.Periodic("broken", timedelta(minutes=5), lambda: 1 // 0)
    fine = schedule.Periodic("fine", timedelta(minutes=5), lambda: None)
    monkeypatch.setattr(schedule, "TABLE", (broken, fine))
    # A process that has written nothing yet, whatever ran in this one before.
    monkeypatch.setattr(beats, "_written", {})
    Cron(app).tick()
    session.expire_all()
    rows = {row.name: row for row in session.scalars(sa.select(PeriodicRun))}
    assert {name: row.problem for name, row in rows.items()} == {
        "broken": "ZeroDivisionError",
        "fine": "",
    }
    page = unescape(tablet.sign_in(cast.manager).get("/jobs").text)
    for words in ("By the clock", "ZeroDivisionError", "Something that happens by the clock went"):
        assert words in page, words
    mended = schedule.Periodic("broken", timedelta(minutes=5), lambda: None)
    monkeypatch.setattr(schedule, "TABLE", (mended,))
    Cron(app).tick()
    session.expire_all()
    assert rows["broken"].problem == ""


def test_it_is_there_when_valkey_is_away(
    app: Flask, cast: Cast, tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "redis", Redis.from_url("unix:///nowhere/valkey.sock"))
    page = tablet.sign_in(cast.manager).get("/jobs")
    assert (page.status_code, "does not answer" in page.text) == (200, True)
