"""The store one stands in: orders taken now belong to it, its clock is the one on the screen."""

from __future__ import annotations

from flask import flash, request, session, url_for
from werkzeug.wrappers import Response

from app.blueprints.sessions import bp
from app.domain.settings.stores import stores
from app.extensions import db
from app.vocabulary.errors import Refused
from app.web.access import signed_in, viewer
from app.web.htmx import go, page


@bp.get("/stand")
@signed_in
def choose_store() -> Response:
    """The open stores, to choose one."""
    context = {"stores": stores(db.session(), active_only=True), "here": viewer().store_id}
    return page("sessions/stand.html", "sessions/stand.html", **context)


@bp.post("/stand")
@signed_in
def stand() -> Response:
    """Stand in another store from now on, in this session."""
    wanted = request.form.get("store", "")
    for store in stores(db.session(), active_only=True):
        if str(store.id) == wanted:
            session["store_id"] = store.id
            flash(f"You stand in {store.name} now.", "done")
            return go(url_for("home.index"))
    raise Refused("That store is not open. Choose one of the list.")
