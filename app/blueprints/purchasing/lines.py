"""The lines to place with one vendor, and those that have no vendor yet."""

from __future__ import annotations

from flask import flash, render_template, request, url_for
from werkzeug.wrappers import Response

from app.blueprints.purchasing import bp
from app.blueprints.purchasing.clockwork import cut_off
from app.domain.catalog.editing import the
from app.domain.orders import actions
from app.domain.orders.queries import by_lines
from app.domain.purchasing import queries, waiting, worth
from app.extensions import db
from app.models import OrderLine, Store, Vendor
from app.vocabulary import clock
from app.vocabulary.errors import Invalid
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import number_in
from app.web.filters import plural
from app.web.forms import new_key
from app.web.htmx import go
from app.web.picked import picked


@bp.get("/vendors/<id:vendor_id>")
@requires(Permission.PURCHASES_SEE)
def lines(vendor_id: int) -> str:
    """What one store (`store`) waits to order from a vendor, oldest wish first, a page at a
    time."""
    session = db.session()
    vendor, store = queries.vendor_and_store(session, vendor_id, _asked_store())
    page = waiting.page_of(session, vendor.id, store.id, _after())
    seen = viewer().figures
    ready = [one for one in page.lines if waiting.held_back(one)]
    sums = worth.worth_of(ready, seen)
    cutoffs = queries.all_cutoffs(session, vendor.id).get(vendor.id, [])
    return render_template(
        "purchasing/lines.html",
        vendor=vendor,
        store=store,
        page=page,
        held={one.id: waiting.held_back(one) for one in page.lines},
        costs={one.id: worth.cost_of(one, seen) for one in page.lines},
        ready=ready,
        worth=sums,
        minimum=worth.minimum_of(vendor, sums),
        clock=cut_off(cutoffs, store, clock.now()),
        into=[("", "A new purchase order"), *_drafts(vendor.id, store.id)],
        older=_older(page.after, "purchasing.lines", vendor_id=vendor.id, store=store.id),
        key=new_key(),
    )


@bp.get("/without-vendor")
@requires(Permission.PURCHASES_SEE)
def without_vendor() -> str:
    """Lines of one store that are ready and have no vendor yet, with a picker."""
    session = db.session()
    store: Store = the(session, Store, _asked_store(), "store")
    page = waiting.page_of(session, waiting.NO_VENDOR, store.id, _after())
    return render_template(
        "purchasing/without_vendor.html",
        store=store,
        page=page,
        vendors=queries.vendor_names(session),
        older=_older(page.after, "purchasing.without_vendor", store=store.id),
    )


@bp.post("/without-vendor")
@requires(Permission.PURCHASES_PLACE, Permission.ORDERS_EDIT)
def give_vendor() -> Response:
    """Give the ticked lines (`line`) the chosen `vendor`."""
    session, ids = db.session(), picked()
    chosen = number_in(request.form.get("vendor"))
    store = request.form.get("store", "")
    if not ids or chosen is None:
        flash("Tick the lines and choose their vendor.", "warn")
        return go(url_for("purchasing.without_vendor", store=number_in(store)))
    if len(ids) > waiting.PAGE:
        raise Invalid({"line": f"Tick at most {waiting.PAGE} lines at once."})
    vendor: Vendor = the(session, Vendor, chosen, "vendor")
    wanted = set(ids)
    found = [
        line
        for order in by_lines(session, ids, lock=True)
        for line in order.lines
        if line.id in wanted and _still_without(line)
    ]
    for line in found:
        actions.edit_line(line, {"vendor": vendor}, by=viewer())
    flash(f"{plural(len(found), 'line')} from {vendor.name}.", "done")
    return go(url_for("purchasing.lines", vendor_id=vendor.id, store=number_in(store)))


def _asked_store() -> int:
    """The store that the address names, else the one people stand in."""
    return number_in(request.args.get("store")) or viewer().store_id


def _drafts(vendor_id: int, store_id: int) -> list[tuple[str, str]]:
    known = waiting.drafts_of(db.session(), vendor_id, store_id)
    return [(str(one.id), f"Purchase order {one.number}") for one in known]


def _still_without(line: OrderLine) -> bool:
    return bool(line.open) and line.vendor_id is None


def _after() -> int:
    """A place in a list; list keys are larger than ids."""
    return number_in(request.args.get("after"), 10**15) or 0


def _older(after: int | None, endpoint: str, **values: int) -> str | None:
    return url_for(endpoint, after=after, **values) if after else None
