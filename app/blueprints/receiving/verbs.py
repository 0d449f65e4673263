"""What people say while receiving. Each form carries a one-time key, so it counts once."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, request
from werkzeug.wrappers import Response

from app.blueprints.receiving import bp
from app.blueprints.receiving.desk import answer, looked_up, on
from app.domain.orders.statuses import StatusBook, book
from app.domain.pickup.shelves import known_as
from app.domain.purchasing import finding, receiving, undoing
from app.domain.purchasing.receiving import Said
from app.extensions import db
from app.models import Receiving
from app.vocabulary.errors import Invalid, Refused
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import number_in
from app.web.forms import one_line
from app.web.htmx import wants_partial
from app.web.picked import one_time_key

LONGEST_BIN = 40
MOST_CASES = 9999


@bp.post("/scan")
@requires(Permission.PURCHASES_RECEIVE)
def scan() -> Response:
    """Look `q` up and take one case for the line that has waited longest; words only find."""
    code = one_line(request.form.get("q"))[: finding.LONGEST_CODE]
    key = one_time_key()
    if not code:
        return answer(finding.NOTHING)
    session = db.session()
    try:
        done = receiving.scan(session, Said(viewer(), key, code), book(session))
    except (Invalid, Refused) as error:
        return _refused(error, code)
    if done.took is None and wants_partial():
        return answer(done.found if done.found.how else looked_up(code))
    return on(done.took, code, done.found)


@bp.post("/take")
@requires(Permission.PURCHASES_RECEIVE)
def take() -> Response:
    """So many `cases` of a `line` came."""
    return _say(lambda said: receiving.take(db.session(), _line(), _cases(), said, _book()))


@bp.post("/fewer")
@requires(Permission.PURCHASES_RECEIVE)
def fewer() -> Response:
    """Fewer came than were waited for (`cases` now, besides what came already); `rest` says
    whether the rest comes `later` or that is `all`."""
    verb = {"later": receiving.rest_later, "all": receiving.that_is_all}
    act = verb.get(request.form.get("rest", ""))
    if act is None:
        abort(400)
    return _say(lambda said: act(db.session(), _line(), _cases(least=0), said, _book()))


@bp.post("/instead")
@requires(Permission.PURCHASES_RECEIVE)
def instead() -> Response:
    """Something else came (`instead` says what): the customer is to be asked."""
    words = one_line(request.form.get("instead"))[: receiving.LONGEST_INSTEAD]
    return _say(lambda said: receiving.substitute(db.session(), _line(), words, said, _book()))


@bp.post("/missing")
@requires(Permission.PURCHASES_RECEIVE)
def missing() -> Response:
    """It did not come: it is to be ordered again."""
    return _say(lambda said: receiving.missing(db.session(), _line(), said, _book()))


@bp.post("/undo")
@requires(Permission.PURCHASES_RECEIVE)
def undo() -> Response:
    """Take back what was said (`receiving`). A second tap does nothing."""
    receiving_id = number_in(request.form.get("receiving")) or abort(400)
    session = db.session()
    try:
        made = undoing.undo(session, receiving_id, by=viewer(), book=book(session))
    except (Invalid, Refused) as error:
        return _refused(error, "")
    flash(f"Taken back: {made.line.description[:80]}.", "done")
    return on(None)


@bp.post("/bin")
@requires(Permission.PURCHASES_RECEIVE)
def bin_of() -> Response:
    """Write where a `line` stands (`bin`)."""
    place = one_line(request.form.get("bin"))
    if len(place) > LONGEST_BIN:
        raise Invalid({"bin": f"Keep it to {LONGEST_BIN} characters."})
    place = known_as(db.session(), viewer().store_id, place)
    line = receiving.put_in_bin(db.session(), _line(), place, by=viewer())
    flash(f"In bin {place}." if place else "In no bin.", "done")
    lit = number_in(request.form.get("lit"))
    said = db.session().get(Receiving, lit) if lit else None
    return on(said if said is not None and said.order_line_id == line.id else None)


def _say(act: Callable[[Said], Receiving]) -> Response:
    """Do what is said about a line, once; refused, the desk says why."""
    code = one_line(request.form.get("q"))[: finding.LONGEST_CODE]
    said = Said(viewer(), one_time_key(), code)
    try:
        made = act(said)
        db.session.flush()
    except (Invalid, Refused) as error:
        return _refused(error, code)
    return on(made, code)


def _refused(error: Invalid | Refused, code: str) -> Response:
    db.session.rollback()
    lit = number_in(request.form.get("lit"))
    status = 422 if isinstance(error, Invalid) else 409
    return answer(looked_up(code), lit, problem=error.message, status=status)


def _line() -> int:
    return number_in(request.form.get("line")) or abort(400)


def _cases(least: int = 1) -> int:
    text = request.form.get("cases", "").strip()
    if least == 0 and text in {"", "0"}:
        return 0
    count = number_in(text, MOST_CASES)
    if count is None:
        raise Invalid({"cases": "Write a number of cases."})
    return count


def _book() -> StatusBook:
    return book(db.session())
