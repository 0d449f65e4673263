"""Goods that nobody came for: the list of them, back on a shelf, or closed by reason."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

from flask import Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.pickup import bp
from app.domain.orders.statuses import book
from app.domain.pickup import putting, shelves
from app.domain.pickup import returning as goods
from app.extensions import db
from app.models import Shelf
from app.vocabulary.errors import Invalid, NotFound, Refused
from app.vocabulary.permissions import Permission
from app.vocabulary.statuses import Key
from app.web.access import requires, viewer
from app.web.filters import plural
from app.web.forms import new_key, one_line
from app.web.htmx import go, page, safe_next, wants_partial
from app.web.keyset import place_in, written
from app.web.picked import one_time_key, picked

SHELF, ANYWAY = "shelf", "anyway"
# Shown first: that is what mostly becomes of them.
_ENDINGS = (Key.CANCELED, Key.COMPLETED, Key.INQUIRY)


@bp.get("/pickup/uncollected")
@requires(Permission.SHELVES_FILL)
def uncollected() -> Response:
    """Ready goods past their days to pick up, the longest first."""
    return _answer()


@bp.post("/pickup/put-back")
@requires(Permission.SHELVES_FILL)
def put_back() -> BaseResponse:
    """What becomes of the ticked goods (`line`): `then` is `shelf`, with a `place` (`anyway` also
    where no shelf is), or the status that they are closed as, with the reason `why`. Once per
    `one_time_key`; leads back to `next`, also with what was refused."""
    key, ids, then = one_time_key(), picked(), request.form.get("then", SHELF)
    there = safe_next(request.form.get("next"))
    place = one_line(request.form.get("place"))
    on_shelf = then in (SHELF, ANYWAY)
    try:
        shelf = shelves.shelf_meant(db.session(), place, viewer().store_id) if on_shelf else None
        if then == SHELF and place and shelf is None and _has_shelves():
            return _asked_where(place, ids, there)
        said = _on_shelf(ids, shelf, place, key) if on_shelf else _closed(ids, then, key)
        db.session.flush()
    except (Invalid, NotFound, Refused) as error:
        db.session.rollback()
        if there is not None:
            flash(error.message, "danger")
            return go(there)
        status = 422 if isinstance(error, Invalid) else 409
        return _answer(problem=error.message, status=status, ticked=ids, place=place)
    flash(said, "done")
    return go(there or url_for(".uncollected"))


def _has_shelves() -> bool:
    return bool(shelves.codes_of(db.session(), viewer().store_id))


def _asked_where(place: str, ids: list[int], there: str | None) -> BaseResponse:
    """No shelf is called so: ask once more, everything as it was."""
    if there is not None:
        return go(f"{there}{'&' if '?' in there else '?'}{urlencode({'unknown': place})}")
    words = f"There is no shelf “{place}”."
    return _answer(problem=words, status=422, ticked=ids, place=place, unknown=True)


def _on_shelf(ids: list[int], shelf: Shelf | None, typed: str, key: str) -> str:
    if not typed:
        raise Invalid({"place": "Scan or write the shelf that they go on."})
    place = shelf.code if shelf else typed
    if not ids:
        raise Invalid({"line": "Tick the goods first."})
    how: dict[str, Any] = {"by": viewer(), "one_time_key": key, "shelf": shelf}
    made = putting.put(db.session(), ids, place, returned=True, **how)
    return f"{plural(len(made), 'line')} back on {place}. They go on waiting."


def _closed(ids: list[int], status: str, key: str) -> str:
    session = db.session()
    why = one_line(request.form.get("why"))
    statuses = book(session)
    made = goods.close_uncollected(
        session, ids, status, why, by=viewer(), book=statuses, one_time_key=key
    )
    return f"Closed as {statuses.named(status).label}: {plural(len(made), 'line')}."


def _answer(
    *,
    problem: str = "",
    status: int = 200,
    ticked: Collection[int] = (),
    place: str = "",
    unknown: bool = False,
) -> Response:
    session, by = db.session(), viewer()
    found = goods.uncollected(session, by.store_id, place_in(request.args.get("after", "")))
    statuses = book(session)
    response = page(
        "pickup/uncollected.html",
        "pickup/_uncollected.html",
        status=status,
        lines=found.lines,
        days=found.days,
        after=written(found.after),
        continued="after" in request.args,
        endings=[statuses[key] for key in _ENDINGS] if by.can(Permission.ORDERS_CLOSE) else [],
        ticked=ticked,
        problem=problem,
        place=place,
        unknown=unknown,
        key=new_key(),
        whole=not wants_partial(),
    )
    if problem and not any(line.id in ticked for line in found.lines):
        # It stands above the list then: led there, whoever stood at its end.
        response.headers["HX-Reswap"] = "outerHTML show:window:top"
    return response
