"""Goods that nobody came for: the list of them, back on a shelf, or closed by reason."""

from __future__ import annotations

from flask import Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.pickup import bp
from app.domain.orders.statuses import book
from app.domain.pickup import putting, shelves
from app.domain.pickup import returning as goods
from app.extensions import db
from app.vocabulary.errors import Invalid, NotFound, Refused
from app.vocabulary.permissions import Permission
from app.vocabulary.statuses import Key
from app.web.access import requires, viewer
from app.web.filters import plural
from app.web.forms import new_key, one_line
from app.web.htmx import go, page, safe_next, wants_partial
from app.web.keyset import place_in, written
from app.web.picked import one_time_key, picked

SHELF = "shelf"


@bp.get("/pickup/uncollected")
@requires(Permission.SHELVES_FILL)
def uncollected() -> Response:
    """Ready goods past their days to pick up, the longest first."""
    return _answer()


@bp.post("/pickup/put-back")
@requires(Permission.SHELVES_FILL)
def put_back() -> BaseResponse:
    """What becomes of the ticked goods (`line`): `then` is `shelf`, with a `place`, or the status
    that they are closed as, with the reason `why`. Once per `one_time_key`; leads back to
    `next`, also with what was refused."""
    key, ids, then = one_time_key(), picked(), request.form.get("then", SHELF)
    there = safe_next(request.form.get("next"))
    try:
        said = _on_shelf(ids, key) if then == SHELF else _closed(ids, then, key)
        db.session.flush()
    except (Invalid, NotFound, Refused) as error:
        db.session.rollback()
        if there is not None:
            flash(error.message, "danger")
            return go(there)
        status = 422 if isinstance(error, Invalid) else 409
        return _answer(problem=error.message, status=status, ticked=ids)
    flash(said, "done")
    return go(there or url_for(".uncollected"))


def _on_shelf(ids: list[int], key: str) -> str:
    session, by = db.session(), viewer()
    typed = one_line(request.form.get("place"))
    if not typed:
        raise Invalid({"place": "Scan or write the shelf that they go on."})
    shelf = shelves.shelf_meant(session, typed, by.store_id)
    place = shelf.code if shelf else typed
    if not ids:
        raise Invalid({"line": "Tick the goods first."})
    made = putting.put(session, ids, place, by=by, one_time_key=key, shelf=shelf, returned=True)
    return f"{plural(len(made), 'line')} back on {place}. They go on waiting."


def _closed(ids: list[int], status: str, key: str) -> str:
    session = db.session()
    why = one_line(request.form.get("why"))
    statuses = book(session)
    made = goods.close_uncollected(
        session, ids, status, why, by=viewer(), book=statuses, one_time_key=key
    )
    return f"Closed as {statuses.named(status).label}: {plural(len(made), 'line')}."


def _answer(*, problem: str = "", status: int = 200, ticked: list[int] | None = None) -> Response:
    session, by = db.session(), viewer()
    found = goods.uncollected(session, by.store_id, place_in(request.args.get("after", "")))
    return page(
        "pickup/uncollected.html",
        "pickup/_uncollected.html",
        status=status,
        lines=found.lines,
        days=found.days,
        after=written(found.after),
        continued="after" in request.args,
        endings=book(session).closings if by.can(Permission.ORDERS_CLOSE) else [],
        usual=Key.CANCELED,
        ticked=ticked or [],
        problem=problem,
        key=new_key(),
        whole=not wants_partial(),
    )
