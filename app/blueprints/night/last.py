"""The page that shows what a night did and why, and takes it back (B5)."""

from __future__ import annotations

from datetime import date

from flask import Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse
from wtforms import HiddenField

from app.blueprints.night import bp
from app.domain.orders.statuses import book
from app.domain.overnight import looking, standing, undoing
from app.domain.overnight.looking import Done
from app.domain.overnight.plan import MOVING, Step
from app.domain.overnight.undoing import Undone
from app.extensions import db
from app.models import NightUndo, Store
from app.vocabulary.errors import NotFound
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import key_in, number_in
from app.web.filters import plural
from app.web.forms import CleanForm, new_key
from app.web.htmx import go, in_dialog, page, wants_partial

TITLES = {
    Step.COMPLETE_SOLD: "Completed",
    Step.CLOSE_CALLED: "Closed: no return call",
    Step.CLOSE_STALE: "Closed: too old",
    Step.MAKE_RECURRING: "Repeating orders made",
    Step.REMIND: "Lines whose customers were told",
    Step.SWEEP_DRAFTS: "Empty drafts and old notes of the register swept",
    Step.NAME_UNOWNED: "Without a department",
}
NO_NIGHT = "There was no such night."


class UndoForm(CleanForm):
    """Which night, by its business date."""

    day = HiddenField("")


class UndoNightForm(UndoForm):
    """The same, of a whole night: taken once."""

    one_time_key = HiddenField("")


@bp.get("/last-night")
@requires(Permission.NIGHT_SEE)
def last_night() -> Response:
    """What the last night did, or that of `day`: each line with the why, and Undo beside it."""
    return show("night/_more.html" if "step" in request.args else "night/_last.html")


def show(partial: str, day: date | None = None) -> Response:
    """The page, or for htmx the partial, with the night as it stands now."""
    session, store_id = db.session(), viewer().store_id
    day = day or _day(request.args.get("day"))
    done = looking.night_on(session, store_id, day)
    if done is None and day is not None:
        raise NotFound(NO_NIGHT)
    whole = done is not None and standing.any_stands(session, done.moving)
    return page(
        "night/last.html",
        partial,
        store=session.get_one(Store, store_id),
        done=done,
        nights=looking.nights(session, store_id) if partial != "night/_more.html" else [],
        moves=_moves(done) if done else [],
        wish=looking.undo_of(session, store_id, done.day) if done else None,
        whole=whole,
        left={} if whole or done is None else standing.standing(session, done.moving),
        orders_of=looking.orders_of,
        book=book(session),
        steps=Step,
        titles=TITLES,
    )


@bp.post("/last-night/<id:number>/undo")
@requires(Permission.ORDERS_REOPEN)
def undo(number: int) -> BaseResponse:
    """Let the lines of an order stand again as before that night; what somebody changed since is
    left, and said."""
    day = _night_of(UndoForm())
    done = undoing.undo_order(db.session(), number, day, by=viewer())
    flash(_said(number, done), "done" if done.undone else "warn")
    db.session.flush()
    if wants_partial():
        return show("night/_undone.html", day)
    return go(url_for("night.last_night", day=day.isoformat()))


@bp.get("/last-night/undo")
@requires(Permission.ORDERS_REOPEN)
def ask_undo() -> Response:
    """Whether the whole night is really to be taken back."""
    day = _day(request.args.get("day"))
    done = looking.night_on(db.session(), viewer().store_id, day)
    if day is None or done is None:
        raise NotFound(NO_NIGHT)
    left = standing.standing(db.session(), done.moving)
    stands = left.pop("", 0)
    kept = {"stands": stands, "left": left}
    return in_dialog("night/undo.html", "night/_undo.html", done=done, key=new_key(), **kept)


@bp.post("/last-night/undo")
@requires(Permission.ORDERS_REOPEN)
def undo_night() -> BaseResponse:
    """Have the whole night taken back; the page says how far it is."""
    form = UndoNightForm()
    day = _night_of(form)
    key = key_in(form.one_time_key.data) or new_key()
    undoing.ask(db.session(), day, by=viewer(), one_time_key=key)
    return go(url_for("night.last_night", day=day.isoformat()))


@bp.get("/last-night/undo/<id:night_undo_id>")
@requires(Permission.NIGHT_SEE)
def undoing_night(night_undo_id: int) -> BaseResponse:
    """How far it is, asking again by itself; the page as it stands then, when it has ended."""
    wish = db.session.get(NightUndo, night_undo_id)
    if wish is None or wish.store_id != viewer().store_id:
        raise NotFound(NO_NIGHT)
    here = url_for("night.last_night", day=wish.business_date.isoformat())
    if not wants_partial():
        return go(here)
    if wish.finished_at is None:
        return page("night/last.html", "night/_working.html", wish=wish)
    response = show("night/_undone.html", wish.business_date)
    response.headers["HX-Retarget"] = "#last-night"
    response.headers["HX-Reswap"] = "outerHTML"
    return response


def _moves(done: Done) -> list[looking.Moves]:
    """The first page of what each step moved; or the next one of the step that is asked for."""
    asked, after = request.args.get("step"), number_in(request.args.get("after")) or 0
    steps = [step for step in MOVING if step in done.runs and asked in (None, step.value)]
    found = [
        looking.moves(db.session(), done.runs[step], step, after if asked else 0) for step in steps
    ]
    return [one for one in found if one.rows]


def _night_of(form: UndoForm) -> date:
    day = _day(form.day.data)
    if day is None or looking.night_on(db.session(), viewer().store_id, day) is None:
        raise NotFound(NO_NIGHT)
    return day


def _day(text: str | None) -> date | None:
    """A business date as addresses write it; None for none. NotFound for what is no day."""
    if not text:
        return None
    try:
        return date.fromisoformat(text) if len(text) == 10 else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> date:
    raise NotFound(NO_NIGHT)


def _said(number: int, done: Undone) -> str:
    again = f"Order {number}: {plural(done.undone, 'line')} as before"
    left = f"{plural(done.left, 'line')} changed since, left as it is"
    if not done.left:
        return f"{again}."
    return f"{again}, {left}." if done.undone else f"Order {number}: {left}."
