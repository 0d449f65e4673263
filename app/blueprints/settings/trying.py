"""Looking at a template filled in, and trying it out on an address that somebody types.

Amounts are filled in only for people who may see them: for everybody else there is a word in their
place, on the page and in what is sent (B1).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import current_app

from app.domain.audit import record
from app.domain.customers import phones
from app.domain.messages import filling, sample, templates
from app.domain.messages.filling import Letter
from app.domain.messages.shipped import Words
from app.domain.messages.templates import Kind
from app.domain.orders import queries
from app.domain.settings.reading import settings_of
from app.extensions import db
from app.messages.outcomes import TryLater, Uncertain, Undeliverable
from app.messages.ways import Ways, ways_of
from app.models import Order, OrderLine
from app.vocabulary.errors import Invalid, NotFound, Refused
from app.vocabulary.occasions import MessageWay
from app.vocabulary.permissions import Permission
from app.web.access import viewer
from app.web.converters import number_in
from app.web.forms import new_key
from app.web.unit_of_work import commit

NO_ORDER = "There is no order of this number."
LATER = "It could not be sent now: the server was not reached, or is busy."
LONGEST_TRY = 8


def preview(
    form: Any, words: Words, kind: Kind, place: int, number: str, status: int
) -> tuple[Letter | None, int]:
    """The template filled in with an order, or with a sample; 422 with messages beside fields."""
    try:
        templates.check(replace(words, by_itself=False), kind[1], frozenset())
        return _filled(words, kind, place, number), status
    except Invalid as problem:
        form.refuse(problem)
    except Refused as refusal:
        form.form_errors.append(refusal.message)
    return None, 422


def try_out(form: Any, words: Words, kind: Kind, place: int, number: str) -> tuple[str, int]:
    """Send it, marked as a try, to the address that was typed. What to say and the status; what
    went wrong stands beside the address."""
    letter, status = preview(form, words, kind, place, number, 200)
    if letter is None:
        return "", status
    to = form.to.data or ""
    if kind[1] is MessageWay.TEXT:
        to = phones.texting(to, settings_of(db.session(), place).home_country) or ""
    if not to:
        form.refuse(Invalid({"to": "Write an address, or a mobile number for a text message."}))
        return "", 422
    after = {"occasion": kind[0].label, "way": kind[1].value}
    record(db.session(), viewer(), "test message sent", "a template", after=after)
    # On SQLite a request that acts holds the only write lock, and a mail server may take its time.
    commit()
    try:
        _hurried().send(kind[1], to, f"[Try] {letter.subject}", letter.body, key=new_key())
    except (Undeliverable, Uncertain) as refusal:
        form.refuse(Invalid({"to": refusal.message}))
        return "", 422
    except TryLater:
        form.refuse(Invalid({"to": LATER}))
        return "", 422
    return f"Sent to {to}.", 200


def _filled(words: Words, kind: Kind, place: int, number: str) -> Letter:
    session, by = db.session(), viewer()
    order, lines = _subject(place, number)
    settings = settings_of(session, order.store_id)
    return filling.write(words, kind[1], order, lines, settings, reader=by.figures)


def _subject(place: int, number: str) -> tuple[Order, list[OrderLine]]:
    """The order of this number, or a made-up one. Invalid."""
    session = db.session()
    if not number:
        return sample.order_for(session, place or viewer().store_id)
    # A message names a customer and what they ordered.
    viewer().can(Permission.ORDERS_SEE).enforce()
    wanted = number_in(number)
    try:
        order = queries.by_number(session, wanted or 0)
    except NotFound:
        raise Invalid({"order": NO_ORDER}) from None
    return order, list(order.lines)


def _hurried() -> Ways:
    """The ways out, with little patience: somebody waits for the answer."""
    ways = ways_of(current_app.config)
    mail = replace(ways.mail, seconds=min(ways.mail.seconds, LONGEST_TRY)) if ways.mail else None
    texts = (
        replace(ways.texts, seconds=min(ways.texts.seconds, LONGEST_TRY)) if ways.texts else None
    )
    return Ways(mail, texts)
