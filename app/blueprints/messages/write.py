"""Writing to the customer of an order: look at it first, or send it with one tap."""

from __future__ import annotations

from flask import Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.messages import bp
from app.domain.messages import filling, offering, quiet, templates, writing
from app.domain.messages.offering import Offer
from app.domain.messages.ways import WayOut
from app.domain.orders import queries
from app.domain.orders.statuses import book
from app.domain.settings.reading import settings_of
from app.extensions import db
from app.models import Message, Order
from app.vocabulary import clock
from app.vocabulary.decisions import no
from app.vocabulary.errors import Invalid, Refused
from app.vocabulary.occasions import MessageWay, Occasion
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import key_in
from app.web.filters import moment
from app.web.forms import new_key
from app.web.htmx import go, in_dialog, wants_partial
from app.web.htmx import page as answer
from app.web.offers import offers_of, set_up, usable

SENT_BY = {MessageWay.EMAIL: "E-mail", MessageWay.TEXT: "Text message"}


@bp.route("/orders/<id:number>/message", methods=["GET", "POST"])
@requires(Permission.MESSAGES_SEND)
def write(number: int) -> BaseResponse:
    """Show the message as the customer would read it; a POST sends it."""
    acts = request.method == "POST"
    order = queries.by_number(db.session(), number, lock=acts)
    if acts:
        occasion, way = _asked()
        return _send(order, occasion, way, key_in(request.form.get("one_time_key")) or new_key())
    if "occasion" not in request.args:
        return _first(order)
    occasion, way = _asked()
    offer = offering.offer_of(db.session(), order, occasion, viewer())
    return _look(order, offer, _out(offer, way))


def _first(order: Order) -> Response:
    """What could be said first, if nobody asked for anything else. Refused if there is nothing."""
    for offer in offering.offered(db.session(), order, viewer()):
        return _look(order, offer, usable(offer.ways[0], set_up()))
    raise Refused(writing.NOTHING_TO_SAY)


def _send(order: Order, occasion: Occasion, way: MessageWay, key: str) -> BaseResponse:
    """Write it down, to leave at once or after the quiet hours."""
    session = db.session()
    made = writing.known(session, key) or _written(order, occasion, way, key)
    db.session.flush()
    later = made.due_at > clock.now()
    when = f"goes out at {moment(made.due_at)}" if later else "is on its way"
    flash(f"{SENT_BY[way]} “{occasion.label}” {when}.", "done")
    if not wants_partial():
        return go(url_for("orders.show", number=order.number))
    offers = offers_of(session, order, viewer(), book(session))
    return answer(
        "messages/_offers.html", "messages/_offers.html",
        order=order, offers=offers, one_time_key=new_key, answers=True,
    )  # fmt: skip


def _written(order: Order, occasion: Occasion, way: MessageWay, key: str) -> Message:
    session = db.session()
    offer = offering.offer_of(session, order, occasion, viewer())
    words = templates.words_for(session, order.store_id, occasion, way)
    return writing.by_hand(
        session, order, offer.lines, occasion, _out(offer, way), words,
        by=viewer(), one_time_key=key,
    )  # fmt: skip


def _look(order: Order, offer: Offer, out: WayOut) -> Response:
    """The message as it would be sent. Who may not see prices sees none here, and cannot send a
    message that says them."""
    session, by = db.session(), viewer()
    settings = settings_of(session, order.store_id)
    words = templates.words_for(session, order.store_id, offer.occasion, out.way)
    may = writing.may_write(words, by) & out.may
    try:
        letter = filling.write(words, out.way, order, offer.lines, settings, reader=by.figures)
    except Refused as refusal:
        letter, may = None, may & no(refusal.message)
    due = quiet.next_allowed(clock.now(), out.way, settings, order.store.time_zone)
    return in_dialog(
        "messages/write.html",
        "messages/_write.html",
        order=order,
        offer=offer,
        out=out,
        letter=letter,
        may=may,
        later=due if due > clock.now() else None,
        key=new_key(),
        ways=SENT_BY,
    )


def _asked() -> tuple[Occasion, MessageWay]:
    """What is to be said, and how. Invalid for anything that no page offers."""
    occasion, way = request.values.get("occasion", ""), request.values.get("way", "")
    if occasion not in set(Occasion) or way not in set(MessageWay):
        raise Invalid({"occasion": "Choose what to say, and how."})
    return Occasion(occasion), MessageWay(way)


def _out(offer: Offer, way: MessageWay) -> WayOut:
    """The way that was chosen, if it can be used here. Refused."""
    for out in offer.ways:
        if out.way is way:
            return usable(out, set_up())
    raise Refused("Messages of this kind are switched off.")
