"""Skipping, pausing, ending a repeating order, and answering what it asks (B3)."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, url_for
from werkzeug.wrappers import Response

from app.blueprints.recurring import bp
from app.blueprints.recurring.forms import AnswerForm, PauseForm
from app.blueprints.recurring.index import page_of
from app.domain.recurring import actions, queries
from app.extensions import db
from app.models import Recurrence
from app.vocabulary.errors import Invalid, NotFound, Refused, Stale
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.filters import day
from app.web.forms import PressForm
from app.web.htmx import go


@bp.post("/recurring/<id:recurrence_id>/skip")
@requires(Permission.ORDERS_SPLIT)
def skip(recurrence_id: int) -> Response:
    """Let the next date go."""
    return _do(recurrence_id, PressForm(), lambda it: f"{day(_skip(it))} is skipped.{_asks(it)}")


@bp.post("/recurring/<id:recurrence_id>/pause")
@requires(Permission.ORDERS_SPLIT)
def pause(recurrence_id: int) -> Response:
    """Rest until a day."""
    form = PauseForm()

    def change(it: Recurrence) -> str:
        if not form.validate():
            raise Invalid({"until": form.first_problem})
        actions.pause(db.session(), it, form.until.data, by=viewer())
        return f"Paused until {day(form.until.data)}."

    return _do(recurrence_id, form, change)


@bp.post("/recurring/<id:recurrence_id>/resume")
@requires(Permission.ORDERS_SPLIT)
def resume(recurrence_id: int) -> Response:
    """Go on before the pause is over."""

    def change(it: Recurrence) -> str:
        actions.resume(db.session(), it, by=viewer())
        return "It goes on."

    return _do(recurrence_id, PressForm(), change)


@bp.post("/recurring/<id:recurrence_id>/end")
@requires(Permission.ORDERS_SPLIT)
def end(recurrence_id: int) -> Response:
    """End it for good."""

    def change(it: Recurrence) -> str:
        actions.end(db.session(), it, by=viewer())
        return "Ended. Orders that were made stay."

    return _do(recurrence_id, PressForm(), change)


@bp.post("/recurring/<id:recurrence_id>/agree")
@requires(Permission.ORDERS_SPLIT)
def agree(recurrence_id: int) -> Response:
    """Yes: make the order that it asked about."""
    form = AnswerForm()

    def change(it: Recurrence) -> str:
        shown = form.shown.data if form.validate() else None
        made = actions.agree(db.session(), it, shown, by=viewer())
        return f"Order {made.number} was made.{_asks(it)}"

    return _do(recurrence_id, form, change)


@bp.post("/recurring/<id:recurrence_id>/decline")
@requires(Permission.ORDERS_SPLIT)
def decline(recurrence_id: int) -> Response:
    """No: let the date go that it asked about."""

    def change(it: Recurrence) -> str:
        actions.decline(db.session(), it, by=viewer())
        return f"Not made this time.{_asks(it)}"

    return _do(recurrence_id, PressForm(), change)


def _asks(it: Recurrence) -> str:
    """That it asks at once about today, if it does."""
    asked = actions.question(db.session(), it)
    return f" It asks about {day(asked.due_on)} now." if asked else ""


def _skip(it: Recurrence) -> object:
    return actions.skip(db.session(), it, by=viewer())


def _do(recurrence_id: int, form: PressForm, change: Callable[[Recurrence], str]) -> Response:
    """Do it to the locked row, if it is still the one that was looked at, and show it again."""
    it = queries.by_id(db.session(), recurrence_id, lock=True)
    try:
        form.version.check(it)
        flash(change(it), "done")
    except (Invalid, Refused, Stale, NotFound) as error:
        db.session.rollback()
        it = queries.by_id(db.session(), recurrence_id)
        status = 422 if isinstance(error, Invalid) else 409
        return page_of(it, problem=error.message, status=status)
    return go(url_for("recurring.show", recurrence_id=recurrence_id))
