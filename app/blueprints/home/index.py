"""Where work begins: what needs me now, by what I may do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import request, url_for
from werkzeug.wrappers import Response

from app.blueprints.home import bp
from app.domain.access import Viewer
from app.domain.home import cutoffs, needs, today
from app.domain.home.closing import Soon
from app.domain.home.liking import liked
from app.domain.home.needs import Desk, Need, What
from app.domain.lists.likes import remember_mine
from app.domain.overnight.ages import settings_and_ages
from app.domain.purchasing import waiting
from app.extensions import db
from app.models import Order, Store
from app.vocabulary import clock
from app.vocabulary.errors import Invalid
from app.vocabulary.permissions import Permission as P
from app.web.access import requires, signed_in, viewer
from app.web.htmx import go, page
from app.web.navigation import Navigation

ICONS = {
    What.CALLS: "phone",
    What.PRICES: "banknote",
    What.MOVED: "refresh-cw",
    What.NOTES: "wand-sparkles",
    What.PLACING: "clipboard-list",
    What.UNTAGGED: "tag",
    What.READY: "shopping-bag",
    What.CLOSING: "calendar-clock",
    What.REPEATS: "repeat",
    What.UNOWNED: "circle-help",
    What.PRINTS: "printer",
    What.MESSAGES: "mail",
    What.ALARMS: "triangle-alert",
    What.REGISTER: "receipt",
}
# What a list is narrowed to, as its address says it.
_NARROWED: dict[What, dict[str, str]] = {
    What.PRICES: {"price": "needed"},
    What.NOTES: {"notes": "1"},
    What.PLACING: {"stage": "ready"},
    What.READY: {"stage": "arrived", "printed": "1"},
    What.UNOWNED: {"no_department": "1"},
}


@dataclass(frozen=True)
class Card:
    """One need as the page draws it."""

    need: Need
    icon: str
    url: str


@bp.get("/")
@signed_in
def index() -> Response:
    """What waits, each with its number and one tap into the list; nobody's home is empty for want
    of rights: they are led to the room they have, or told whom to ask."""
    by = viewer()
    if not by.can(P.ORDERS_SEE):
        return _elsewhere(by)
    session, now = db.session(), clock.now()
    store, due = _due(by, now)
    desk = _desk(by, store, now)
    found = needs.needs(session, desk)
    return page(
        "home/index.html",
        "home/index.html",
        greeting=f"{_greeting(now, store)}, {by.name.split()[0]}",
        day=desk.soon.today,
        cards=[Card(need, ICONS[need.what], _url(need.what, desk)) for need in found],
        due=due,
        store=store,
        mine=desk.mine is not None,
        may_mine=by.can(P.ORDERS_MOVE),
        taken=_taken(by, desk),
        what=What,
        now=now,
    )


@bp.post("/mine")
@requires(P.ORDERS_MOVE)
def set_mine() -> Response:
    """Show one's own departments only, or all: kept with the person, on any device."""
    wanted, by = request.form.get("mine"), viewer()
    if wanted not in ("0", "1"):
        raise Invalid({"mine": "Choose whose departments."})
    if by.user_id is not None:
        remember_mine(db.session(), by.user_id, wanted == "1")
    return go(url_for("home.index"))


def _desk(by: Viewer, store: Store, now: datetime) -> Desk:
    """The desk of the viewer; whose departments as the address says, else as they like it."""
    settings, own, mine = liked(db.session(), by.user_id, store.id)
    asked = request.args.get("mine")
    mine = bool(by.can(P.ORDERS_MOVE)) and (mine if asked is None else asked == "1")
    day = clock.business_date(now, store.time_zone)
    return Desk(by, Soon(store, settings, day, by.user_id if mine else None, own), now)


def desk_of(by: Viewer, store: Store, *, mine: bool, now: datetime) -> Desk:
    """The desk of the viewer in their store; one statement, for its settings and its ages."""
    settings, own = settings_and_ages(db.session(), store.id)
    day = clock.business_date(now, store.time_zone)
    return Desk(by, Soon(store, settings, day, by.user_id if mine else None, own), now)


def _due(by: Viewer, now: datetime) -> tuple[Store, list[cutoffs.CutOff]]:
    """The store, and whose orders must go out today."""
    session = db.session()
    if not by.can(P.PURCHASES_SEE):
        return session.get_one(Store, by.store_id), []
    found = waiting.overview(session, {by.store_id})
    store = next(store for store in found.stores if store.id == by.store_id)
    return store, cutoffs.today(session, found, store, now)


def _taken(by: Viewer, desk: Desk) -> list[Order] | None:
    """What they took today, for people whose work that is."""
    if not by.can(P.ORDERS_TAKE) or by.can(P.ORDERS_MOVE):
        return None
    return today.taken_by(db.session(), by.user_id, desk.soon.store.id, desk.soon.today)


def _url(what: What, desk: Desk) -> str:
    """The list that shows exactly what was counted."""
    store, mine = desk.soon.store.id, "1" if desk.mine else None
    if what in _NARROWED:
        narrowed = None if what in needs.EVERYBODYS else mine
        return url_for("orders.pending", store=store, mine=narrowed, **_NARROWED[what])
    if what is What.CALLS:
        return url_for("calls.index", due="now", store=store, mine=mine)
    if what is What.CLOSING:
        return url_for("home.closing_soon", mine=mine)
    if what is What.MOVED:
        return url_for("home.catalogue_moved", mine=mine)
    plain = {
        What.UNTAGGED: "tags.index",
        What.REPEATS: "recurring.index",
        What.PRINTS: "home.failed_prints",
        What.MESSAGES: "messages.index",
        What.REGISTER: "register.index",
        What.ALARMS: "jobs.show",
    }
    states = {What.REPEATS: "asking", What.MESSAGES: "failed"}
    return url_for(plain[what], state=states.get(what))


def _greeting(now: datetime, store: Store) -> str:
    hour = clock.local(now, store.time_zone).hour
    return "Good morning" if hour < 12 else "Good afternoon" if hour < 18 else "Good evening"


def _elsewhere(by: Viewer) -> Response:
    """For people without orders: the first room they have."""
    rooms = list(Navigation(by))
    if rooms:
        return go(rooms[0].url)
    if by.can(P.USERS_MANAGE):
        return go(url_for("settings.people"))
    return page("sessions/no_room.html", "sessions/no_room.html")
