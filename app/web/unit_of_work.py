"""One commit per request, in one place.

A request that only reads is rolled back whatever it did; one that acts commits if it was answered
with less than 400, else nothing of it stays. Side effects are handed to their workers after the
commit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Flask, Response, current_app, g, request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError

from app.domain import outbox
from app.domain.register import asking
from app.extensions import db, reading_only
from app.vocabulary.jobs import Job

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
AfterCommit = Callable[[Sequence[int]], None]


class App(Flask):
    """Flask with the unit of work around every request."""

    def full_dispatch_request(self) -> Response:
        reads = request.method in SAFE_METHODS
        token = reading_only.set(reads)
        try:
            response = super().full_dispatch_request()
            if reads:
                # Rolls back too. What was read is let go as it is, not marked as out of date first,
                # which takes long for all the lines of a list.
                db.session.close()
                return response
            if response.status_code >= 400 and not g.get("keep_on_refusal"):
                db.session.rollback()
                return response
            return self._committed(response)
        except BaseException:
            db.session.rollback()
            raise
        finally:
            reading_only.reset(token)

    def _committed(self, response: Response) -> Response:
        """The answer once its change is safe; a lost race becomes the page that says so."""
        try:
            commit()
        except (StaleDataError, DBAPIError) as error:
            db.session.rollback()
            return self.finalize_request(self.handle_user_exception(error))
        return response


def keep_on_refusal() -> None:
    """Commit although the answer is a refusal: for the trace that a refused sign-in leaves."""
    g.keep_on_refusal = True


def let_go() -> None:
    """Let go of the database before slow work, such as checking a password: on SQLite a request
    that acts holds the only write lock. Call it before anything is written; read again after."""
    db.session.rollback()


def commit() -> None:
    """Commit the session, then hand the outbox rows it made to their workers."""
    db.session.flush()
    if asking.taken_from(db.session()) and current_app.config["REGISTER_SERVERS"]:
        outbox.leave_once(db.session(), Job.SYNC_REGISTER)
        db.session.flush()
    waiting = outbox.taken_from(db.session())
    db.session.commit()
    if waiting:
        after_commit: AfterCommit = current_app.extensions["after_commit"]
        after_commit(waiting)
