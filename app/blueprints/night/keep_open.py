"""Keep one order open through the coming nights (B4)."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, url_for
from werkzeug.wrappers import Response

from app.blueprints.night import bp
from app.blueprints.night.tonight import show, tonight_here
from app.domain.orders import actions, queries
from app.extensions import db
from app.vocabulary.permissions import Permission
from app.web import forms
from app.web.access import requires, viewer
from app.web.htmx import go, wants_partial


class KeepOpenForm(forms.CleanForm):
    """The order's version is all it carries: the time is the store's rule, not a choice."""

    version = forms.Version()


@bp.post("/tonight/<id:number>/keep-open")
@requires(Permission.ORDERS_KEEP)
def keep_open(number: int) -> Response:
    """Protect the order for a month, and show the plan without it."""
    order = queries.by_number(db.session(), number, lock=True)
    form = KeepOpenForm()
    form.version.check(order)
    until = tonight_here().day + timedelta(days=actions.KEPT_DAYS)
    actions.keep_open(order, until, by=viewer())
    db.session.flush()
    flash(f"Order {number} stays open.", "done")
    return show("night/_kept.html") if wants_partial() else go(url_for("night.tonight"))
