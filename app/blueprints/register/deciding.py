"""One tap each: seen, this was the line's sale, this was another one."""

from __future__ import annotations

from flask import flash, request, url_for
from werkzeug.wrappers import Response

from app.blueprints.register import bp
from app.blueprints.register.desk import show
from app.domain.register import alerts, loose, reconsidering
from app.extensions import db
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.htmx import go, wants_partial
from app.web.undoable import flash_undo


@bp.post("/alerts/<id:register_alert_id>/seen")
@requires(Permission.ORDERS_MOVE)
def mark_seen(register_alert_id: int) -> Response:
    """Somebody looked at it; it leaves the list and stays under “seen”."""
    alerts.mark_seen(db.session(), register_alert_id, by=viewer())
    flash("Seen. It stays in the list of what was seen.", "done")
    return _done()


@bp.post("/sales/<id:loose_sale_id>/accept")
@requires(Permission.ORDERS_MOVE)
def accept(loose_sale_id: int) -> Response:
    """This was the line's sale: it counts as if the tag had been scanned (B6)."""
    one = loose.accept(db.session(), loose_sale_id, by=viewer())
    number = one.line.order.number
    words = f"Order {number}, line {one.line.number} is sold; the night completes it."
    flash_undo(words, url_for(".reconsider", loose_sale_id=one.id))
    return _done()


@bp.post("/sales/<id:loose_sale_id>/dismiss")
@requires(Permission.ORDERS_MOVE)
def dismiss(loose_sale_id: int) -> Response:
    """This was somebody else's sale."""
    one = loose.dismiss(db.session(), loose_sale_id, by=viewer())
    flash_undo(
        "It was another sale. The line keeps waiting.", url_for(".reconsider", loose_sale_id=one.id)
    )
    return _done()


@bp.post("/sales/<id:loose_sale_id>/reconsider")
@requires(Permission.ORDERS_MOVE)
def reconsider(loose_sale_id: int) -> Response:
    """Neither the one nor the other: it is asked about once more."""
    one = reconsidering.reconsider(db.session(), loose_sale_id, by=viewer())
    number = one.line.order.number
    flash(f"Asked about again: is it the sale of order {number}, line {one.line.number}?", "done")
    return _done()


def _done() -> Response:
    db.session.flush()
    seen = request.args.get("seen")
    if wants_partial():
        return show("register/_done.html")
    return go(url_for("register.index", seen=seen))
