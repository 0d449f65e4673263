"""Ages, precedence of prices, tags: one form made from what the settings say of themselves."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, Field, SelectChoice, SelectField

from app.blueprints.settings import bp
from app.blueprints.settings.saving import done, saved, show
from app.domain.settings import reading
from app.domain.settings.known import About, StoreSettings
from app.domain.settings.stores import stores
from app.extensions import db
from app.vocabulary.errors import NotFound
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.forms import CleanForm, Count, Line, Version

# The parts of the page; a setting that no part names stands in the last one.
PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("When orders close by themselves", ("close_called_after_days", "close_pending_after_days")),
    ("Prices", ("price_precedence",)),
    ("Tags", ("tag_paper", "pickup_days", "tag_policy", "tag_shows_total")),
    ("Keeping and clearing", ("keep_drafts_days", "keep_documents_days")),
)


def _field(about: About) -> Any:
    """The field for a setting."""
    if about.choices:
        listed = [SelectChoice(key, words) for key, words in about.choices]
        return SelectField(about.label, choices=listed, validate_choice=False)
    if about.most:
        return Count(about.label, least=about.least, most=about.most)
    if about.longest:
        return Line(about.label, longest=about.longest)
    return BooleanField(about.label)


RulesForm = type(
    "RulesForm",
    (CleanForm,),
    {"version": Version(), **{n: _field(a) for n, a in StoreSettings.about().items()}},
)


@bp.route("/rules", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def rules() -> Response:
    """Look at the settings of every store, or of one, and change them."""
    places = {reading.EVERY_STORE: "Every store"}
    places |= {store.id: store.name for store in stores(db.session(), active_only=True)}
    place = request.args.get("store", default=reading.EVERY_STORE, type=int)
    if place not in places:
        raise NotFound("There is no such store.")
    form, inherited = _form(place), reading.without_own(db.session(), place)
    status = 200
    if form.is_submitted():
        before = reading.settings_of(db.session(), place)
        values = {name: form[name].data for name in StoreSettings.about()}
        status = saved(
            form,
            lambda: reading.change(db.session(), values, store_id=place, by=viewer()),
            row=SimpleNamespace(version=reading.stamp(before)),
            again=lambda: _form(place, formdata=None),
        )
        if not status:
            return done("The settings are saved.", url_for(".rules", store=place or None))
    tabs = [
        (words, url_for(".rules", store=key or None), key == place) for key, words in places.items()
    ]
    return show(
        "rules",
        status=status,
        form=form,
        place=place,
        tabs=tabs,
        parts=_parts(form),
        hints={name: _hint(name, inherited, place) for name in StoreSettings.about()},
    )


def _form(place: int, **kwargs: Any) -> Any:
    settings = reading.settings_of(db.session(), place)
    return RulesForm(data={**vars(settings), "version": reading.stamp(settings)}, **kwargs)


def _parts(form: Any) -> list[tuple[str, list[Field]]]:
    named = {name for _, names in PARTS for name in names}
    rest = [name for name in StoreSettings.about() if name not in named]
    parts = [(words, [form[name] for name in names]) for words, names in PARTS]
    parts[-1][1].extend(form[name] for name in rest)
    return parts


def _hint(name: str, inherited: StoreSettings, place: int) -> str:
    """What the setting does, and what it is without a value of the store's own."""
    about = StoreSettings.about()[name]
    usual = getattr(inherited, name)
    said = dict(about.choices).get(usual, usual)
    if about.is_switch:
        said = "yes" if usual else "no"
    from_where = "Every store" if place != reading.EVERY_STORE else "As shipped"
    return (
        f"{about.help} {from_where}: {str(said).removesuffix('.')}." if said != "" else about.help
    )
