"""Closed orders: what was completed, canceled or only asked about (C32, C34)."""

from __future__ import annotations

from flask import Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.orders import bp, listing
from app.blueprints.orders.active import active
from app.blueprints.orders.columns import CLOSED_COLUMNS, sortable
from app.blueprints.orders.rows import rows_of, sees_totals
from app.domain.lists.frame import frame
from app.domain.orders import counting, queries
from app.domain.orders.filters import FIGURES
from app.domain.orders.statuses import book
from app.extensions import db
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.forms import new_key
from app.web.htmx import page, wants_partial

HERE = "orders.closed"
CLOSED = "closed"


@bp.get("/closed")
@requires(Permission.ORDERS_SEE)
def closed() -> BaseResponse:
    """Closed lines; an order with some lines closed stands here and in the pending list (C32)."""
    session, by = db.session(), viewer()
    around = frame(session, by.user_id, CLOSED)
    if not request.args and not wants_partial() and around.usual and around.usual.address:
        return redirect(f"{url_for(HERE)}?{around.usual.address}", 302)
    asked = g.listed = listing.read(HERE, request.args, by.store_id, owned=around.owned)
    statuses, totals = book(session), sees_totals(by)
    facets = counting.facets(session, asked.filters, is_open=0)
    found = queries.closed_page(session, asked.filters, asked.place, asked.sort, lay=facets.lay)
    answer: Response = page(
        "orders/closed.html",
        "orders/_closed.html",
        asked=asked,
        around=around,
        found=found,
        rows=rows_of(found.lines, by),
        book=statuses,
        statuses=statuses.closings,
        facets=facets,
        prices=False,
        active=active(asked, around, statuses),
        columns=[c for c in CLOSED_COLUMNS if totals or c.key not in FIGURES],
        sortable=sortable,
        by_order=False,
        totals=totals,
        one_time_key=new_key(),
        sheet="filters" if request.args.get("sheet") == "filters" else "",
    )
    if wants_partial():
        answer.headers["HX-Push-Url"] = asked.here
    return answer
