"""The register of purchase orders: open and closed, by vendor and store, the late ones marked."""

from __future__ import annotations

from flask import Response, request, url_for

from app.blueprints.purchasing import bp
from app.domain.purchasing import queries
from app.extensions import db
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import number_in
from app.web.filters import store_day
from app.web.htmx import page


@bp.get("/orders")
@requires(Permission.PURCHASES_SEE)
def orders() -> Response:
    """Purchase orders, newest first: `closed`, `vendor`, `everywhere` narrow or widen them."""
    session, args = db.session(), request.args
    closed, everywhere = args.get("closed") == "1", args.get("everywhere") == "1"
    vendor_id = number_in(args.get("vendor"))
    found = queries.register(
        session,
        store_id=None if everywhere else viewer().store_id,
        vendor_id=vendor_id,
        is_open=not closed,
        after=number_in(args.get("after")),
    )
    today = store_day()
    kept = {name: args[name] for name in ("closed", "vendor", "everywhere") if args.get(name)}
    return page(
        "purchasing/orders.html",
        "purchasing/_orders.html",
        found=found,
        late={one.id for one in found.orders if queries.is_late(one, today)},
        closed=closed,
        everywhere=everywhere,
        vendor_id=vendor_id,
        vendors=[("", "Every vendor"), *queries.vendor_names(session)],
        older=url_for("purchasing.orders", **{**kept, "after": found.after})
        if found.after
        else None,
    )
