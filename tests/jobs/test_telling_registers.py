"""No change is missed by the lanes because others asked before it (B20)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.config import RegisterServer
from app.domain import outbox
from app.jobs import register, work
from app.jobs.units import writing
from app.models import OutboxRow
from app.vocabulary.jobs import Job


@pytest.fixture
def away(app: Flask) -> Iterator[None]:
    """A register is set up; nobody is at its address."""
    app.config["REGISTER_SERVERS"] = (RegisterServer("nobody", 1, "user", ""),)
    yield
    app.config["REGISTER_SERVERS"] = ()


@pytest.mark.usefixtures("away")
def test_a_change_while_lanes_are_told_is_told_after(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Requests that nobody has begun are met together: what changes after the table was read leans
    on none of them."""
    with app.app_context():
        with writing() as own:
            ids = [outbox.leave(own, Job.SYNC_REGISTER, {}) for _ in range(3)]
            own.flush()
            first = ids[0].id

        def meanwhile(_server: RegisterServer) -> None:
            with writing() as other:
                outbox.leave_once(other, Job.SYNC_REGISTER)

        monkeypatch.setattr(register, "bring_in_line", meanwhile)
        work.run(first)
    rows = session.scalars(sa.select(OutboxRow).order_by(OutboxRow.id))
    assert [(row.open, row.attempts) for row in rows] == [(0, 1), (0, 1), (0, 1), (1, 0)]
