"""Lists behind the numbers of home that have no other room: what closes soon, prints that failed,
what somebody took today."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Response, request, url_for
from sqlalchemy.orm import joinedload

from app.blueprints.home import bp
from app.blueprints.home.index import desk_of
from app.domain.home import closing, moved, needs, today
from app.domain.home.prints import failed
from app.domain.printing.queries import missed
from app.extensions import db
from app.models import PrintJob, Store, TagPrint
from app.vocabulary import clock
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import LARGEST_ID, number_in
from app.web.filters import store_day
from app.web.htmx import page

LARGEST_KEY = LARGEST_ID * 100


@bp.get("/closing-soon")
@requires(Permission.ORDERS_SEE, Permission.ORDERS_KEEP)
def closing_soon() -> Response:
    """Lines that the nights of the coming week will close, the oldest order first (decision 6)."""
    session, by = db.session(), viewer()
    store = session.get_one(Store, by.store_id)
    mine = request.args.get("mine") == "1"
    soon = desk_of(by, store, mine=mine, now=clock.now()).soon
    found = closing.page(session, soon, number_in(request.args.get("after"), LARGEST_KEY))
    return page("home/closing.html", "home/closing.html", found=found, soon=soon, mine=mine)


@bp.get("/catalogue-moved")
@requires(Permission.ORDERS_SEE, Permission.PRICES_SEE, Permission.PRICES_EDIT)
def catalogue_moved() -> Response:
    """Lines that are not ordered yet and whose price in the catalogue is not the quoted one any
    more; where each stands, it is taken over or kept."""
    by, mine = viewer(), request.args.get("mine") == "1"
    place = _place(request.args.get("after", ""))
    found = moved.page(db.session(), by.store_id, by.user_id if mine else None, place)
    further, place = None, found.after
    if place:
        after = f"{place.part + 1}-{place.vendor_id + 1}-{place.list_key}"
        further = url_for("home.catalogue_moved", after=after, mine=1 if mine else None)
    return page("home/moved.html", "home/moved.html", found=found, further=further, mine=mine)


def _place(text: str) -> moved.Place:
    """Where to look on; from the start for anything else. All its numbers count from 1."""
    largest = (len(moved.PARTS), LARGEST_ID, LARGEST_KEY)
    said = text.split("-", len(largest))
    part, vendor, key = (
        number_in(each, most) for each, most in zip([*said, "", ""][:3], largest, strict=True)
    )
    if part is None or vendor is None or key is None or len(said) > len(largest):
        return moved.Place()
    return moved.Place(part - 1, vendor - 1, key)


@bp.get("/failed-prints")
@requires(Permission.TAGS_PRINT)
def failed_prints() -> Response:
    """Prints that failed and that nobody has made good since, the newest first."""
    ids = failed(viewer().store_id)
    query = sa.select(TagPrint).where(TagPrint.id.in_(ids)).order_by(TagPrint.id.desc())
    prints = list(db.session.scalars(query.limit(needs.MOST_COUNTED)))
    those = PrintJob.id.in_(missed(viewer().store_id))
    found = sa.select(PrintJob).where(those).options(joinedload(PrintJob.printer))
    jobs = list(db.session.scalars(found.order_by(PrintJob.id.desc())))
    name = "home/failed_prints.html"
    return page(name, name, prints=prints, jobs=jobs)


@bp.get("/taken-today")
@requires(Permission.ORDERS_TAKE, Permission.ORDERS_SEE)
def taken_today() -> Response:
    """The orders that somebody took today."""
    by, day = viewer(), store_day()
    orders = today.taken_by(db.session(), by.user_id, by.store_id, day)
    return page("home/taken.html", "home/taken.html", orders=orders, day=day)
