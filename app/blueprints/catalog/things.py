"""One thing of the catalogue by itself: its page with its past, the forms that add and change it,
and how it is withdrawn and brought back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import url_for
from werkzeug.wrappers import Response

from app.blueprints.catalog.asking import number, show
from app.blueprints.catalog.forms import ActiveForm
from app.blueprints.settings.saving import done, saved
from app.domain.catalog import editing, history
from app.domain.catalog.listing import NEWEST
from app.extensions import db
from app.models import CatalogThing, Department
from app.web.access import viewer
from app.web.forms import CleanForm
from app.web.htmx import go

Row = TypeVar("Row")

# The word of a thing names its page, its form and what its address is filled with.
THINGS: Mapping[type[Any], CatalogThing] = {
    **editing.KINDS,
    Department: CatalogThing.DEPARTMENT,
}


def address(row: Any, **more: Any) -> str:
    """Where the thing is shown; `more` goes behind the question mark."""
    thing = THINGS[type(row)]
    return url_for(f"catalog.{thing}", **{f"{thing}_id": row.id}, **more)


def show_one(row: Any, *, status: int = 200, **context: Any) -> Response:
    """The page of the thing with what happened to it, as the viewer may know it; for htmx an older
    page of its past."""
    thing = THINGS[type(row)]
    past = history.of(db.session(), thing, row.id, viewer(), before=number("before") or NEWEST)
    older = address(row, before=past.before) if past.before else None
    return show(
        thing, status=status, partial="_history", row=row, past=past, older=older, **context
    )


def add_one(
    form: CleanForm,
    kind: type[Row],
    add: Callable[[], Row],
    said: Callable[[Row], str],
    onward: Callable[[Row], str] = address,
) -> Response:
    """Show the form of a new thing, or `add` it, say `said` and lead `onward`."""
    made: list[Row] = []
    status = saved(form, lambda: made.append(add())) if form.is_submitted() else 200
    if status:
        return show(f"{THINGS[kind]}_form", status=status, form=form, row=None)
    return done(said(made[0]), onward(made[0]))


def change_one(
    row: Any, form_of: Callable[..., CleanForm], change: Callable[[Any], object]
) -> Response:
    """Show the form of a thing, or `change` it as the form says. `form_of(row)` makes the form,
    with `formdata=None` as it is saved."""
    form, status = form_of(row), 200
    if form.is_submitted():
        status = saved(
            form, lambda: change(form), row=row, again=lambda: form_of(row, formdata=None)
        )
    if status:
        return show(f"{THINGS[type(row)]}_form", status=status, form=form, row=row)
    return done(f"{_called(row)} is saved.", address(row))


def switch_one(row: Any) -> Response:
    """Withdraw a thing or bring it back, as the form says; a second tap changes nothing."""
    form = ActiveForm()
    active = form.active.data == "yes"
    if row.active is active:
        return go(address(row))
    form.version.check(row)
    act = editing.bring_back if active else editing.withdraw
    act(db.session(), row, by=viewer())
    return done(f"{_called(row)} is {'back' if active else 'withdrawn'}.", address(row))


def _called(row: Any) -> str:
    name: str = row.description if hasattr(row, "description") else row.name
    return name
