"""Pending: every line that still waits for something (C22, C23)."""

from __future__ import annotations

from dataclasses import replace

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.blueprints.orders import bp, listing
from app.blueprints.orders.active import active
from app.blueprints.orders.columns import columns_for, sortable
from app.blueprints.orders.rows import order_rows, rows_of, sees_totals
from app.domain.lists.frame import frame
from app.domain.lists.fresh import MOST_FRESH, fresh
from app.domain.orders import counting, queries
from app.domain.orders.filters import NEWEST
from app.domain.orders.statuses import book
from app.extensions import db
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import number_in
from app.web.forms import new_key
from app.web.htmx import page, wants_partial

HERE = "orders.pending"
PENDING = "pending"
SHEETS = frozenset({"filters", "keys"})


@bp.get("/pending")
@requires(Permission.ORDERS_SEE)
def pending() -> Response:
    """The list that buyers work from, as its address says; without a word, as its reader likes to
    begin."""
    session, by = db.session(), viewer()
    around = frame(session, by.user_id, PENDING)
    if not request.args and not wants_partial() and around.usual and around.usual.address:
        return redirect(f"{url_for(HERE)}?{around.usual.address}", 302)
    asked = g.listed = listing.read(HERE, request.args, by.store_id, owned=around.owned)
    by_order = asked.together and (asked.rows or ("order" * around.likes.by_order)) == "order"
    statuses, totals = book(session), sees_totals(by)
    facets = counting.facets(session, asked.filters)
    found = queries.pending_page(
        session, asked.filters, asked.place, asked.sort, by_order=by_order, lay=facets.lay
    )
    answer = page(
        "orders/pending.html",
        "orders/_pending.html",
        asked=asked,
        around=around,
        found=found,
        by_order=by_order,
        rows=order_rows(found.lines, by, statuses) if by_order else rows_of(found.lines, by),
        book=statuses,
        statuses=statuses.open,
        facets=facets,
        prices=bool(by.can(Permission.PRICES_EDIT)),
        active=active(asked, around, statuses),
        columns=columns_for(asked.columns or around.likes.columns, totals=totals),
        sortable=sortable,
        totals=totals,
        seen=number_in(request.args.get("seen")) or 0,
        fresh_url=replace(asked, endpoint="orders.fresh_lines").url(seen=around.newest or None),
        sheet=request.args.get("sheet") if request.args.get("sheet") in SHEETS else "",
        one_time_key=new_key(),
    )
    if wants_partial():
        answer.headers["HX-Push-Url"] = asked.here
    return answer


@bp.get("/pending/fresh")
@requires(Permission.ORDERS_SEE)
def fresh_lines() -> Response:
    """How many lines came to the list since it was looked at (`seen`); asked for now and then while
    the list is in sight. Nothing is put under a finger: a tap shows them. As a page it is the
    list."""
    seen = number_in(request.args.get("seen"))
    asked = listing.read(HERE, request.args, viewer().store_id)
    if not wants_partial():
        return redirect(asked.url(), 302)
    count = fresh(db.session(), asked.filters, seen) if seen else 0
    newest_first = {} if asked.sort == NEWEST else {"sort": None}
    body = render_template(
        "orders/_fresh.html",
        count=count,
        most=MOST_FRESH,
        resorted=bool(newest_first),
        url=asked.url(seen=seen, **newest_first),
    )
    return Response(body, mimetype="text/html")
