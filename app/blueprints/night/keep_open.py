"""Keep one order open through the coming nights, or not after all (B4)."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, url_for
from werkzeug.wrappers import Response
from wtforms import HiddenField

from app.blueprints.night import bp
from app.blueprints.night.tonight import show, tonight_here
from app.domain.orders import actions, queries
from app.extensions import db
from app.vocabulary.permissions import Permission
from app.web import forms
from app.web.access import requires, viewer
from app.web.filters import day
from app.web.htmx import go, wants_partial
from app.web.undoable import flash_undo


class KeepOpenForm(forms.CleanForm):
    """The order's version is what it carries: the time is the store's rule, not a choice. `undo`
    says that it is not kept after all."""

    version = forms.Version()
    undo = HiddenField("")


@bp.post("/tonight/<id:number>/keep-open")
@requires(Permission.ORDERS_KEEP)
def keep_open(number: int) -> Response:
    """Protect the order for a month, and show the plan without it; or with it, if it is undone."""
    order = queries.by_number(db.session(), number, lock=True)
    form = KeepOpenForm()
    form.version.check(order)
    kept = not form.undo.data
    until = tonight_here().day + timedelta(days=actions.KEPT_DAYS) if kept else None
    actions.keep_open(order, until, by=viewer())
    db.session.flush()
    if until:
        words = f"Order {number} stays open, all of it, until {day(until)}."
        flash_undo(words, url_for(".keep_open", number=number), version=order.version, undo=1)
    else:
        flash(f"Order {number} is not kept open any more.", "done")
    return show("night/_kept.html") if wants_partial() else go(url_for("night.tonight"))
