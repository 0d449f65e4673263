"""Pages of settings that hold in every store, or differently in one: each is one form, made from
what the settings say of themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, SelectChoice, SelectField

from app.blueprints.settings.saving import done, saved, show
from app.domain.settings import reading
from app.domain.settings.known import About, StoreSettings
from app.domain.settings.stores import stores
from app.extensions import db
from app.vocabulary.errors import NotFound
from app.web.access import viewer
from app.web.forms import CleanForm, Count, Line, Version

Parts = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class StorePage:
    """One such page: its address, what stands at its top, and its settings by parts."""

    endpoint: str
    title: str
    says: str
    parts: Parts
    # What is to be true of a store, or of every store, once it is saved; Invalid if it is not.
    check: Callable[[int, Mapping[str, Any]], None] | None = None

    @property
    def shown(self) -> Parts:
        """The parts with the settings that the viewer may change."""
        about, may = StoreSettings.about(), viewer().can
        kept = [
            (words, tuple(n for n in names if (needs := about[n].needs) is None or may(needs)))
            for words, names in self.parts
        ]
        return tuple((words, names) for words, names in kept if names)

    @property
    def names(self) -> list[str]:
        """The settings it shows and saves."""
        return [name for _, names in self.shown for name in names]

    def answer(self) -> Response:
        """Show the settings of every store, or of the one that is asked for, or save them."""
        known = places()
        place = request.args.get("store", default=reading.EVERY_STORE, type=int)
        if place not in known:
            raise NotFound("There is no such store.")
        form, status = self._form(place), 200
        inherited = reading.without_own(db.session(), place)
        if form.is_submitted():
            status = self._saved(form, place)
            if not status:
                return done("The settings are saved.", url_for(self.endpoint, store=place or None))
        tabs = [
            (words, url_for(self.endpoint, store=key or None), key == place)
            for key, words in known.items()
        ]
        return show(
            "rules",
            status=status,
            form=form,
            page=self,
            place=place,
            tabs=tabs,
            parts=[(words, [form[name] for name in names]) for words, names in self.shown],
            hints={name: _hint(name, inherited, place) for name in self.names},
        )

    def _saved(self, form: Any, place: int) -> int:
        before = reading.settings_of(db.session(), place)
        values = {name: form[name].data for name in self.names}
        return saved(
            form,
            lambda: self._change(place, values),
            row=SimpleNamespace(version=reading.stamp(before)),
            again=lambda: self._form(place, formdata=None),
        )

    def _change(self, place: int, values: dict[str, Any]) -> None:
        changed = reading.change(db.session(), values, store_id=place, by=viewer())
        if self.check is not None:
            self.check(place, changed)

    def _form(self, place: int, **kwargs: Any) -> Any:
        settings = reading.settings_of(db.session(), place)
        about = StoreSettings.about()
        fields = {"version": Version(), **{name: _field(about[name]) for name in self.names}}
        made = type("RulesForm", (CleanForm,), fields)
        return made(data={**vars(settings), "version": reading.stamp(settings)}, **kwargs)


def places() -> dict[int, str]:
    known = {store.id: store.name for store in stores(db.session(), active_only=True)}
    return {reading.EVERY_STORE: "Every store", **known}


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
