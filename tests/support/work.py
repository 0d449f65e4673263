"""Doing what is in the outbox, as a worker would, in this process."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.extensions import db
from app.jobs import work
from app.models import OutboxRow


def do_all(app: Flask, session: Session) -> int:
    """Do what is in the outbox until nothing is; how many pieces of work that was."""
    session.commit()
    with app.app_context():
        for count in range(100):
            open_rows = sa.select(OutboxRow.id).where(OutboxRow.open == 1).order_by(OutboxRow.id)
            row = db.session.scalar(open_rows)
            db.session.rollback()
            if row is None:
                session.expire_all()
                return count
            work.run(row)
    raise AssertionError("it never ends")
