"""Finding a customer's goods, handing them over, taking them back."""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal

from flask import Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.pickup import bp
from app.domain.pickup import desk, finding, returning, shelves
from app.domain.pickup.goods import hand_overs, stops
from app.domain.pricing.view import QuoteView, view_of_line
from app.extensions import db
from app.models import OrderLine
from app.vocabulary import clock
from app.vocabulary.errors import Invalid, Refused
from app.vocabulary.figures import Figure
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import key_in, number_in
from app.web.filters import plural, store_day
from app.web.forms import new_key, one_line
from app.web.htmx import go, page, wants_partial
from app.web.picked import one_time_key, picked

LONGEST_SEARCH = 120
_FROM_A_LIST = re.compile(r"batch:[0-9]{1,10}")


@bp.get("/pickup")
@requires(Permission.PICKUP_HAND_OVER)
def index() -> Response:
    """What `q` finds: a tag, a name, a phone, a member or order number. `order` picks one of
    several customers, `line` keeps what was ticked before the last scan; `done` something just
    now: nothing is ticked."""
    if request.args.get("done"):
        return _answer(request.args, None)
    return _answer(request.args, _numbers(request.args.getlist("line")))


@bp.post("/pickup/hand-over")
@requires(Permission.PICKUP_HAND_OVER)
def hand_over() -> BaseResponse:
    """Record the ticked lines (`line`, repeated) as handed over, once per `one_time_key`."""
    key, ids = one_time_key(), picked()
    try:
        lines = desk.hand_over(db.session(), ids, by=viewer(), one_time_key=key)
    except (Invalid, Refused) as error:
        return _refused(error, ids)
    order = lines[0].order
    later = desk.paid_later(db.session(), viewer().store_id)
    whom = order.full_name or "the customer"
    flash(f"{plural(len(lines), 'line')} handed over to {whom}. {later}".rstrip())
    return _on()


@bp.post("/pickup/undo")
@requires(Permission.PICKUP_HAND_OVER)
def undo() -> BaseResponse:
    """Take back one line (`line`) that was handed over today, or with `receipt` a whole hand-over,
    or these lines of it; once per `one_time_key`."""
    key, ids = one_time_key(), picked()
    receipt = _receipt()
    try:
        if receipt:
            lines = desk.undo_hand_over(db.session(), receipt, ids, by=viewer(), one_time_key=key)
        elif len(ids) == 1:
            lines = [desk.take_back(db.session(), ids[0], by=viewer(), one_time_key=key)]
        else:
            raise Invalid({"line": "Choose one line."})
    except (Invalid, Refused) as error:
        return _refused(error, ())
    what = lines[0].description[:80] if len(lines) == 1 else plural(len(lines), "line")
    flash(f"Taken back: {what}.")
    if len(lines) == desk.MOST_BACK:
        db.session.flush()
        left = desk.left_of(db.session(), receipt, ids, viewer().store_id)
        if left:
            flash(f"{plural(left, 'line')} still handed over: undo once more.", "warn")
    return _on()


def _on() -> BaseResponse:
    """Show the desk again: in place for htmx, else by going there. Nothing is ticked then: what is
    left stays unless somebody says otherwise."""
    db.session.flush()
    if wants_partial():
        return _answer(request.form, None)
    asked = {name: request.form[name] for name in ("q", "order") if request.form.get(name)}
    return go(url_for("pickup.index", **asked, done=1 if asked else None))


def _refused(error: Invalid | Refused, ticked: Collection[int]) -> Response:
    """The desk as it is now, with the reason above it and everything ticked still ticked."""
    db.session.rollback()
    status = 422 if isinstance(error, Invalid) else 409
    return _answer(request.form, ticked, problem=error.message, status=status)


def _answer(
    asked: dict[str, str], ticked: Collection[int] | None, *, problem: str = "", status: int = 200
) -> Response:
    session, by = db.session(), viewer()
    q, order = one_line(asked.get("q"))[:LONGEST_SEARCH], number_in(asked.get("order"))
    if order is not None:
        found = finding.of_order(session, order, store_id=by.store_id)
    else:
        found = finding.find(session, q, store_id=by.store_id)
    today = store_day()
    quiet = not q and order is None
    recent = finding.handed_over_today(session, by.store_id, today) if quiet else []
    ready = [goods.line for goods in found.placed("ready")]
    prices = _prices([goods.line for goods in found.goods])
    return page(
        "pickup/index.html",
        "pickup/_found.html",
        status=status,
        q=q,
        order=order or "",
        found=found,
        recent=hand_overs(recent),
        handed=hand_overs(found.placed("sold")),
        stops=stops(found.placed("ready")),
        names=shelves.names_of(session, by.store_id, {one.line.bin for one in found.goods}),
        folded=shelves.folded,
        today=today,
        problem=problem,
        ticked=_ticks(found, ticked),
        prices=prices,
        due=_sum([prices[line.id] for line in ready]),
        notes=_notes(found),
        late=_late(ready),
        pays_later=desk.pays_at_register(session, by.store_id),
        key=new_key(),
        new_key=new_key,
        whole=not wants_partial(),
    )


def _receipt() -> str:
    """The hand-over that is meant: from the desk its key, from a list its batch."""
    said = request.form.get("receipt", "")
    return said if _FROM_A_LIST.fullmatch(said) else key_in(said)


def _ticks(found: finding.Found, before: Collection[int] | None) -> set[int]:
    """What is ticked: the tag just scanned and those before it; without tags of this customer, all
    that is ready. Nothing for None."""
    if before is None:
        return set()
    ready = {goods.line.id for goods in found.placed("ready")}
    theirs = {goods.line.id for goods in found.goods}
    wanted = theirs.intersection(before) | ({found.scanned.id} if found.scanned else set())
    return ready & wanted if wanted else ready


def _prices(lines: list[OrderLine]) -> dict[int, QuoteView]:
    seen = viewer().figures
    return {line.id: view_of_line(line, seen) for line in lines}


def _sum(views: Collection[QuoteView]) -> Decimal | None:
    """What these come to; None for those who may not see it, and while a price is missing."""
    totals = [view.figures.get(Figure.TOTAL.value) for view in views]
    known = [total for total in totals if total is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(totals) else None


def _notes(found: finding.Found) -> list[tuple[int, str]]:
    """What was said of the orders that are shown, each once, by order number."""
    orders = {one.line.order.number: one.line.order.comments for one in found.goods}
    return [(number, words) for number, words in orders.items() if words]


def _late(ready: Collection[OrderLine]) -> list[OrderLine]:
    """The goods that nobody came for in time, for those who may put them back."""
    session, by = db.session(), viewer()
    if not by.can(Permission.SHELVES_FILL):
        return []
    oldest = clock.now() - returning.SHORTEST
    old = [line.id for line in ready if line.status_since < oldest]
    late = returning.waits_too_long(session, old, by.store_id)
    return [line for line in ready if line.id in late]


def _numbers(values: list[str]) -> list[int]:
    numbers = (number_in(value) for value in values[: desk.MOST_LINES])
    return [number for number in numbers if number is not None]
