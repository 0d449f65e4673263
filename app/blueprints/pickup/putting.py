"""Putting goods away: tags and shelves, scanned in any order (B12)."""

from __future__ import annotations

from flask import Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.pickup import bp
from app.domain.pickup import putting, shelves
from app.domain.pickup.putting import Hands, Scanned
from app.extensions import db
from app.models import OrderLine, Shelf
from app.vocabulary.errors import Invalid, NotFound, Refused
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import key_in, number_in
from app.web.filters import plural
from app.web.forms import new_key, one_line
from app.web.htmx import go, page, wants_partial
from app.web.picked import one_time_key

LONGEST_SCAN = 60
NOTHING = Scanned(Hands(), "", "")


@bp.get("/pickup/put-away")
@requires(Permission.SHELVES_FILL)
def put_away() -> Response:
    """The desk. `line` (repeated) is in hand, `shelf` is open, `put` was put away just now."""
    return _answer(Scanned(_hands(request.args.getlist("line"), request.args.get("shelf")), "", ""))


@bp.post("/pickup/put-away")
@requires(Permission.SHELVES_FILL)
def put_away_scan() -> BaseResponse:
    """A tag or a shelf's label (`q`), with what is in hand (`line`) and the open `shelf`; once per
    `one_time_key`."""
    key, text = one_time_key(), one_line(request.form.get("q"))[:LONGEST_SCAN]
    hands = _hands(request.form.getlist("line"), request.form.get("shelf"))
    if not text:
        return _answer(Scanned(hands, "", ""))
    try:
        scanned = putting.scan(db.session(), text, hands, by=viewer(), one_time_key=key)
        db.session.flush()
    except (Invalid, NotFound, Refused) as error:
        return _refused(hands, error)
    return _on(scanned, key)


@bp.post("/pickup/put-away/place")
@requires(Permission.SHELVES_FILL)
def put_away_place() -> BaseResponse:
    """Put what is in hand (`line`) in a `place` written by hand: a shelf, or any words."""
    key, place = one_time_key(), one_line(request.form.get("place"))
    hands = _hands(request.form.getlist("line"), None)
    session, by = db.session(), viewer()
    try:
        shelf = shelves.shelf_meant(session, place, by.store_id) if place else None
        place = shelf.code if shelf else place
        ids = hands.line_ids
        lines = putting.put(session, ids, place, by=by, one_time_key=key, shelf=shelf)
        db.session.flush()
    except (Invalid, NotFound, Refused) as error:
        return _refused(hands, error)
    return _on(Scanned(Hands(), f"{plural(len(lines), 'line')}: {place}.", "done"), key)


@bp.post("/pickup/put-away/undo")
@requires(Permission.SHELVES_FILL)
def put_away_undo() -> BaseResponse:
    """Take back what one scan put away (`put`). A second tap does nothing."""
    put = key_in(request.form.get("put"))
    hands = _hands(request.form.getlist("line"), request.form.get("shelf"))
    try:
        lines = putting.undo(db.session(), put, by=viewer())
        db.session.flush()
    except (Invalid, NotFound, Refused) as error:
        return _refused(hands, error)
    what = lines[0].description[:80] if len(lines) == 1 else plural(len(lines), "line")
    flash(f"Where it was before: {what}." if lines else "It was taken back already.", "done")
    return _on(Scanned(hands, "", ""))


def _hands(lines: list[str], shelf: str | None) -> Hands:
    """What the page says is in hand, and which shelf is open; nothing that cannot be."""
    ids = (number_in(value) for value in lines[: putting.MOST_IN_HAND])
    number = number_in(shelf)
    opened = db.session().get(Shelf, number) if number else None
    if opened is not None and (opened.store_id != viewer().store_id or not opened.active):
        opened = None
    return Hands(tuple(dict.fromkeys(one for one in ids if one is not None)), opened)


def _on(scanned: Scanned, key: str = "") -> BaseResponse:
    """Show what was done: in place for htmx, else by going there."""
    put = key if scanned.heard == "done" else ""
    if wants_partial() or scanned.heard == "wrong":
        return _answer(scanned, put=put)
    hands = scanned.hands
    shelf = hands.shelf.id if hands.shelf else None
    return go(url_for(".put_away", line=hands.line_ids, shelf=shelf, put=put or None))


def _refused(hands: Hands, error: Invalid | NotFound | Refused) -> Response:
    """The desk as it is now, with the reason, and everything still in hand."""
    db.session.rollback()
    shelf = db.session().get(Shelf, hands.shelf.id) if hands.shelf else None
    status = 422 if isinstance(error, Invalid) else 409
    wrong = Scanned(Hands(hands.line_ids, shelf), error.message, "wrong")
    return _answer(wrong, status=status)


def _answer(scanned: Scanned, *, put: str = "", status: int = 200) -> Response:
    session, by = db.session(), viewer()
    recent = putting.recent(session, by)
    put = put or key_in(request.args.get("put"))
    return page(
        "pickup/put_away.html",
        "pickup/_put_away.html",
        status=status,
        hands=scanned.hands,
        held=_held(scanned.hands),
        scanned=scanned,
        put=[row for row in recent if put and row.one_time_key == put],
        recent=_grouped(recent),
        key=new_key(),
        new_key=new_key,
        whole=not wants_partial(),
    )


def _held(hands: Hands) -> list[OrderLine]:
    """The lines in hand; of an address that somebody made up, none."""
    try:
        return putting.lines_of(db.session(), hands.line_ids)
    except NotFound:
        return []


def _grouped(rows: list[putting.PutAway]) -> list[list[putting.PutAway]]:
    """What was put away, scan by scan, newest first."""
    groups: dict[str, list[putting.PutAway]] = {}
    for row in rows:
        groups.setdefault(row.one_time_key, []).append(row)
    return list(groups.values())[: putting.RECENT]
