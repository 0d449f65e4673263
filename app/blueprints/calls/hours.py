"""When somebody is best called, put right where it is read (B7)."""

from __future__ import annotations

from flask import Response as FlaskResponse
from flask import flash, render_template, request, url_for
from werkzeug.wrappers import Response

from app.blueprints.calls import bp
from app.blueprints.calls.answering import back, now
from app.blueprints.calls.forms import HoursForm
from app.domain.calls.hours import write_best_hours
from app.domain.orders import queries
from app.extensions import db
from app.vocabulary.errors import Invalid, NotFound
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.htmx import go, wants_partial
from app.web.picked import picked


@bp.post("/calls/best-hours")
@requires(Permission.CALLS_MAKE)
def best_hours() -> Response:
    """Note when the customer of the lines `line` (repeated) is best called."""
    ids, form = set(picked()), HoursForm()
    orders = queries.by_lines(db.session(), ids, lock=True)
    if not orders:
        raise NotFound("There is no such line.")
    if not form.validate():
        raise Invalid({"hours": form.first_problem})
    write_best_hours(db.session(), orders, form.hours.data, by=viewer())
    db.session.flush()
    if not wants_partial():
        flash("Best hours are noted.", "done")
        return go(back() or url_for("calls.index"))
    lines = [line for order in orders for line in order.lines if line.id in ids]
    context = {"call": now(lines), "back": request.form.get("next", ""), "kept": True}
    return FlaskResponse(render_template("calls/_hours.html", **context), mimetype="text/html")
