"""Saved views of the lists: naming one, putting them in order, letting them go (C22)."""

from __future__ import annotations

from typing import Any

from flask import flash, request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, HiddenField

from app.blueprints.orders import bp
from app.blueprints.orders.listing import read
from app.blueprints.orders.reading import address_in
from app.domain.lists import views as kept
from app.extensions import db
from app.models import SavedView
from app.vocabulary.errors import Invalid
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.forms import CleanForm, Line, Version
from app.web.htmx import go, in_dialog, page

_STEPS = {"up": -1, "down": 1}
LISTS = {"pending": ("Pending", "orders.pending"), "closed": ("Closed", "orders.closed")}


class ViewForm(CleanForm):
    """A name for what the list shows now."""

    name = Line("Name", longest=60, required="Give it a name.")
    usual = BooleanField("Begin with it whenever I open the list")
    columns = BooleanField("Keep the columns too")
    list_name = HiddenField("")
    address = HiddenField("")


class RenameForm(CleanForm):
    """Another name for a view."""

    name = Line("Name", longest=60, required="Give it a name.")
    usual = BooleanField("Begin with it whenever I open the list")
    version = Version()


@bp.route("/views/new", methods=["GET", "POST"])
@requires(Permission.ORDERS_SEE)
def save_view() -> Response:
    """Keep what the list shows under a name."""
    by = viewer()
    form = ViewForm(data={name: request.args.get(name, "") for name in ("list_name", "address")})
    list_name = form.list_name.data if form.list_name.data in LISTS else "pending"
    asked = read(LISTS[list_name][1], address_in(form.address.data), by.store_id)
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate() and by.user_id is not None:
            address = asked.url(before=None, after=None).partition("?")[2]
            if not form.columns.data:
                address = asked.url(columns=None).partition("?")[2]
            try:
                name, usual = str(form.name.data), bool(form.usual.data)
                kept.save(db.session(), by.user_id, list_name, name, address, usual=usual)
            except Invalid as error:
                form.refuse(error)
            else:
                flash(f"“{form.name.data}” is among your views.", "done")
                return go(asked.here)
    return in_dialog(
        "orders/view_new.html", "orders/_view_new.html", status=status, form=form, back=asked.here
    )


@bp.get("/views")
@requires(Permission.ORDERS_SEE)
def views() -> Response:
    """Somebody's own views, list by list."""
    session, by = db.session(), viewer()
    lists: list[tuple[str, list[tuple[SavedView, str]]]] = []
    for name, (label, endpoint) in LISTS.items():
        rows = kept.views_of(session, by.user_id, name)
        lists.append((label, [(row, _url(endpoint, row.address)) for row in rows]))
    return page("orders/views.html", "orders/views.html", lists=lists)


@bp.route("/views/<id:saved_view_id>", methods=["GET", "POST"])
@requires(Permission.ORDERS_SEE)
def view(saved_view_id: int) -> Response:
    """Rename a view, or make the list begin with it."""
    row = _mine(saved_view_id)
    data: dict[str, Any] = {"name": row.name, "usual": row.usual, "version": row.version}
    form, status = RenameForm(data=data), 200
    if form.is_submitted():
        status = 422
        if form.validate():
            form.version.check(row)
            try:
                kept.rename(db.session(), row, str(form.name.data), usual=bool(form.usual.data))
            except Invalid as error:
                form.refuse(error)
            else:
                flash(f"“{form.name.data}” is saved.", "done")
                return go(url_for("orders.views"))
    return in_dialog("orders/view.html", "orders/_view.html", status=status, form=form, row=row)


@bp.post("/views/<id:saved_view_id>/delete")
@requires(Permission.ORDERS_SEE)
def delete_view(saved_view_id: int) -> Response:
    """Let a view go; the lines that it showed stay as they are."""
    row = _mine(saved_view_id)
    db.session.delete(row)
    flash(f"“{row.name}” is no view any more.", "done")
    return go(url_for("orders.views"))


@bp.post("/views/<id:saved_view_id>/shift")
@requires(Permission.ORDERS_SEE)
def shift_view(saved_view_id: int) -> Response:
    """Move a view one place up, or down."""
    step = _STEPS.get(request.form.get("to", ""))
    if step is None:
        raise Invalid({"to": "Choose up or down."})
    kept.shift(db.session(), _mine(saved_view_id), step)
    return go(url_for("orders.views"))


def _mine(saved_view_id: int) -> SavedView:
    return kept.of_person(db.session(), saved_view_id, viewer().user_id)


def _url(endpoint: str, address: str) -> str:
    return f"{url_for(endpoint)}?{address}" if address else url_for(endpoint)
