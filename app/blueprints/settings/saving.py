"""Saving a form of settings: messages beside the fields, and nothing typed is ever lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, make_response, render_template, request
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app.extensions import db
from app.vocabulary.errors import Invalid, Refused, Stale
from app.web.clash import CHANGED, show_both
from app.web.forms import CleanForm
from app.web.htmx import go

Act = Callable[[], Any]
MakeForm = Callable[[], CleanForm]


def saved(form: CleanForm, act: Act, *, row: Any = None, again: MakeForm | None = None) -> int:
    """Check the form and its version, then `act`. Returns 0 when all went well, else the HTTP
    status to show the form again with: 422 with messages, or 409 after a clash, with what `again`
    reads as saved beside it."""
    if not form.validate():
        return 422
    try:
        if row is not None:
            form.version.check(row)
        act()
        db.session.flush()
    except (Stale, StaleDataError):
        db.session.rollback()
        form.form_errors.append(CHANGED)
        if again is not None:
            show_both(form, again())
        return 409
    except Invalid as problem:
        db.session.rollback()
        form.refuse(problem)
        return 422
    except Refused as refusal:
        db.session.rollback()
        form.form_errors.append(refusal.message)
        return 409
    return 0


def step() -> int:
    """Which way a row is moved in its list: 1 later, -1 earlier; 400 for anything else."""
    ways = {"earlier": -1, "later": 1}
    way = ways.get(request.form.get("step", ""))
    return way if way is not None else abort(400)


def done(words: str, url: str) -> Response:
    """Say what was done and lead on."""
    flash(words, "done")
    return go(url)


def show(template: str, *, status: int = 200, **context: Any) -> Response:
    """A page of settings; its forms are plain ones, so the page is all there is."""
    return make_response(render_template(f"settings/{template}.html", **context), status)
