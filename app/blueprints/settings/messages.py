"""What is written to customers: templates for each occasion and way, in every store or in one; and
when messages go out."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask import flash, request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField

from app.blueprints.settings import bp
from app.blueprints.settings.per_store import StorePage, places
from app.blueprints.settings.saving import done, saved, show
from app.blueprints.settings.trying import preview, try_out
from app.domain.messages import templates
from app.domain.messages.placeholders import Place
from app.domain.messages.shipped import Words
from app.domain.messages.templates import LONGEST_BODY, LONGEST_SUBJECT, Kind
from app.domain.messages.texting import length
from app.domain.settings.reading import EVERY_STORE
from app.extensions import db
from app.vocabulary.errors import NotFound
from app.vocabulary.occasions import MessageWay, Occasion
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import number_in
from app.web.forms import CleanForm, Line, Paragraph, Version
from app.web.offers import set_up

RULES = StorePage(
    "settings.message_rules",
    "Waiting and quiet hours",
    "When messages to customers go out.",
    (
        ("Together", ("message_wait_minutes",)),
        ("Quiet hours", ("quiet_for", "quiet_from", "quiet_until")),
        ("Reminders", ("remind_after_days",)),
        ("By themselves", ("write_to_callers",)),
    ),
)
WAYS = {MessageWay.EMAIL: "E-mail", MessageWay.TEXT: "Text message"}
SWITCHES = ("active", "by_itself", "shows_prices")


class TemplateForm(CleanForm):
    """A template; `order` and `to` are for looking at it and for trying it out."""

    subject = Line("Subject", longest=LONGEST_SUBJECT)
    body = Paragraph("Text", longest=LONGEST_BODY)
    active = BooleanField("In use")
    by_itself = BooleanField("Goes out by itself")
    shows_prices = BooleanField("May say prices")
    order = Line("Order number", longest=9)
    to = Line("Send a try to", longest=120)
    version = Version()


@bp.route("/message-rules", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def message_rules() -> Response:
    """Look at them for every store, or for one, and change them."""
    return RULES.answer()


@bp.get("/messages")
@requires(Permission.SETTINGS_MANAGE)
def message_templates() -> Response:
    """All occasions and ways, in every store or in one."""
    place = _place()
    known = places()
    return show(
        "message_templates",
        place=place,
        tabs=[
            (words, url_for(".message_templates", store=key or None), key == place)
            for key, words in known.items()
        ],
        rows=templates.in_force(db.session(), place),
        occasions=list(Occasion),
        ways=WAYS,
        set_up=set_up(),
    )


@bp.route("/messages/template", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def message_template() -> Response:
    """Look at one, look at it filled in, try it out, change it, or let go of the store's own."""
    place, kind = _place(), _kind()
    words = templates.words_for(db.session(), place, *kind)
    form = _form(words)
    if not form.is_submitted():
        return _page(form, words, kind, place)
    act = request.form.get("do", "save")
    if act == "follow":
        return _follow(kind, place)
    if act in ("preview", "try"):
        return _try(form, words, kind, place, act)
    status = saved(
        form,
        lambda: templates.change(
            db.session(), kind, _values(form), store_id=place, set_up=set_up(), by=viewer()
        ),
        row=SimpleNamespace(version=words.version),
        again=lambda: _form(templates.words_for(db.session(), place, *kind), formdata=None),
    )
    if not status:
        return done(
            f"“{kind[0].label}” is saved.", url_for(".message_templates", store=place or None)
        )
    return _page(form, words, kind, place, status=status)


def _follow(kind: Kind, place: int) -> Response:
    templates.follow(db.session(), kind, store_id=place, by=viewer())
    return done(
        "The store’s own words are gone.", url_for(".message_templates", store=place or None)
    )


def _try(form: TemplateForm, words: Words, kind: Kind, place: int, act: str) -> Response:
    """Show it filled in, or send it to an address that was typed; nothing is saved."""
    typed = Words(**{**vars(words), **_values(form)})
    letter, status = None, 200 if form.validate() else 422
    if status == 200:
        shown = form.order.data or ""
        if act == "try":
            said, status = try_out(form, typed, kind, place, shown)
            flash(said, "done") if said else None
        letter, status = preview(form, typed, kind, place, shown, status)
    return _page(form, words, kind, place, status=status, letter=letter)


def _page(form: TemplateForm, words: Words, kind: Kind, place: int, *, status: int = 200,
          letter: Any = None) -> Response:  # fmt: skip
    return show(
        "message_template",
        status=status,
        form=form,
        words=words,
        occasion=kind[0],
        way=kind[1],
        ways=WAYS,
        place=place,
        where=places()[place],
        letter=letter,
        size=length(letter.body) if letter and kind[1] is MessageWay.TEXT else None,
        all_places=list(Place),
        may_change=templates.may_change(words, viewer()),
        may_allow_prices=templates.may_allow_prices(viewer()),
        set_up=kind[1] in set_up(),
        reminder=kind[0] in (Occasion.REMINDER, Occasion.CLOSING),
    )


def _form(words: Words, **kwargs: Any) -> TemplateForm:
    return TemplateForm(data={**vars(words)}, **kwargs)


def _values(form: TemplateForm) -> dict[str, Any]:
    """What was typed. Who may not allow prices has no such box: it stays as it is."""
    values = {name: form[name].data for name in ("subject", "body", "active", "by_itself")}
    allowed = bool(templates.may_allow_prices(viewer()))
    return {**values, "shows_prices": form.shows_prices.data if allowed else False}


def _place() -> int:
    """The store that the address asks for, 0 for every store. NotFound."""
    asked = request.args.get("store")
    place = EVERY_STORE if not asked else number_in(asked)
    if place not in places():
        raise NotFound("There is no such store.")
    return int(place or EVERY_STORE)


def _kind() -> Kind:
    """The template that the address asks for; the first one if it asks for none. NotFound."""
    occasion = request.args.get("occasion", Occasion.ARRIVED.value)
    way = request.args.get("way", MessageWay.EMAIL.value)
    if occasion not in set(Occasion) or way not in set(MessageWay):
        raise NotFound("There is no such template.")
    return Occasion(occasion), MessageWay(way)
