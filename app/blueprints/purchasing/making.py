"""From ticked lines to a purchase order that is being made."""

from __future__ import annotations

from flask import flash, request, url_for
from werkzeug.wrappers import Response

from app.blueprints.purchasing import bp
from app.domain.purchasing import drafting, queries, waiting
from app.extensions import db
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import number_in
from app.web.filters import plural
from app.web.htmx import go
from app.web.picked import one_time_key, picked


@bp.post("/make")
@requires(Permission.PURCHASES_PLACE)
def make() -> Response:
    """Make a purchase order of the ticked lines (`line`), or with `all` of everything that can be
    ordered now of `vendor` for `store`; `into` adds them to one that is being made instead. Once
    per `one_time_key`."""
    session, by, key = db.session(), viewer(), one_time_key()
    known = queries.made_before(session, key)
    if known is not None:
        return go(url_for("purchasing.show", purchase_order_id=known.id))
    ids, vendor = picked(), number_in(request.form.get("vendor"))
    if "all" in request.form and vendor:
        store = number_in(request.form.get("store")) or by.store_id
        ids = waiting.ready_ids(session, vendor, store, drafting.MOST_LINES)
    into = number_in(request.form.get("into"))
    if into is None:
        made = drafting.make(session, ids, by=by, one_time_key=key)
        session.flush()
        words = f"{plural(len(made.lines), 'line')} in purchase order {made.number}."
    else:
        made = queries.held(session, into)
        count = drafting.add(session, made, ids, by=by)
        words = f"{plural(count, 'line')} added to purchase order {made.number}."
    left = len(ids) - len(queries.live(made)) if into is None else 0
    if left > 0:
        words += f" {plural(left, 'line')} could not be ordered now."
    flash(words, "done")
    return go(url_for("purchasing.show", purchase_order_id=made.id))
