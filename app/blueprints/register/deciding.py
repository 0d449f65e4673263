"""One tap each: seen, this was the line's sale, this was another one."""

from __future__ import annotations

from flask import flash, url_for
from werkzeug.wrappers import Response

from app.blueprints.register import bp
from app.blueprints.register.desk import show
from app.domain.register import alerts, loose
from app.extensions import db
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.htmx import go, wants_partial


@bp.post("/alerts/<id:register_alert_id>/seen")
@requires(Permission.ORDERS_MOVE)
def mark_seen(register_alert_id: int) -> Response:
    """Somebody looked at it; it leaves the list and stays under “seen”."""
    alerts.mark_seen(db.session(), register_alert_id, by=viewer())
    return _done("Seen. It stays in the list of what was seen.")


@bp.post("/sales/<id:loose_sale_id>/accept")
@requires(Permission.ORDERS_MOVE)
def accept(loose_sale_id: int) -> Response:
    """This was the line's sale: it counts as if the tag had been scanned (B6)."""
    one = loose.accept(db.session(), loose_sale_id, by=viewer())
    number = one.line.order.number
    return _done(f"Order {number}, line {one.line.number} is sold; the night completes it.")


@bp.post("/sales/<id:loose_sale_id>/dismiss")
@requires(Permission.ORDERS_MOVE)
def dismiss(loose_sale_id: int) -> Response:
    """This was somebody else's sale."""
    loose.dismiss(db.session(), loose_sale_id, by=viewer())
    return _done("It was another sale. The line keeps waiting.")


def _done(words: str) -> Response:
    db.session.flush()
    flash(words, "done")
    return show("register/_done.html") if wants_partial() else go(url_for("register.index"))
