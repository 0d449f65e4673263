"""Editing what an order says: contact, notes for the buyer, lines (C14)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import request
from werkzeug.wrappers import Response

from app.blueprints.orders import bp
from app.blueprints.orders.asking import Sheet, act, ask, load
from app.blueprints.orders.forms import ContactForm, LineForm, NotesForm, values_of_line
from app.domain.customers.contact import contact_of
from app.domain.orders import actions, queries
from app.domain.orders.policies import may_edit_line
from app.extensions import db
from app.models import CONTACT_FIELDS, LineKind, OrderLine, Vendor
from app.vocabulary.errors import Refused
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer


@bp.route("/orders/<id:number>/contact", methods=["GET", "POST"])
@requires(Permission.ORDERS_EDIT)
def edit_contact(number: int) -> Response:
    """Change the contact of this order only; the member's record stays (C14)."""
    order = load(number)
    before = contact_of(order)
    sheet = Sheet(order, ContactForm(data=before), "Contact for this order", "orders/_contact.html")
    form = sheet.form
    if not form.validate_on_submit():
        return ask(sheet, 422 if request.method == "POST" else 200, now={})
    typed = {name: form[name].data for name in CONTACT_FIELDS}

    def change() -> str:
        changed = actions.edit_contact(order, typed, by=viewer())
        return "Contact changed for this order." if changed else "Nothing was different."

    now = _differing(form, before) if not form.knows(order) else {}
    return act(sheet, change, again=typed == before, now=now)


@bp.route("/orders/<id:number>/notes", methods=["GET", "POST"])
@requires(Permission.ORDERS_EDIT)
def edit_notes(number: int) -> Response:
    """Change the notes for the buyer."""
    order = load(number)
    form = NotesForm(data={"comments": order.comments})
    sheet = Sheet(order, form, "Note for the buyer", "orders/_notes.html")
    if not form.validate_on_submit():
        return ask(sheet, 422 if request.method == "POST" else 200, now={})

    def change() -> str:
        changed = actions.edit_notes(order, form.comments.data, by=viewer())
        return "Note saved." if changed else "Nothing was different."

    now = _differing(form, {"comments": order.comments}) if not form.knows(order) else {}
    return act(sheet, change, again=form.comments.data == order.comments, now=now)


@bp.route("/orders/<id:number>/lines/<id:line_number>/edit", methods=["GET", "POST"])
@requires(Permission.ORDERS_EDIT)
def edit_line(number: int, line_number: int) -> Response:
    """Change what a line is; its total follows the quantity (C12)."""
    order = load(number)
    line = queries.line_of(order, line_number)
    before = values_of_line(line)
    form = LineForm(data=before)
    if line.kind is LineKind.NOTE:
        form.of_note()
    departments, vendors = _lists(line)
    form.offer(list(departments.values()), list(vendors.values()))
    sheet = Sheet(order, form, "Edit the line", "orders/_edit_line.html", line)
    refused = "" if (open_ := may_edit_line(line)) else open_.reason
    if not form.validate_on_submit():
        return ask(sheet, 422 if request.method == "POST" else 200, now={}, refusal=refused)
    typed = {name: form[name].data for name in before if name in form}

    def change() -> str:
        if refused:
            raise Refused(refused)
        changed = actions.edit_line(line, _as_rows(typed, departments, vendors), by=viewer())
        return "Line changed." if changed else "Nothing was different."

    same = all(before[name] == value for name, value in typed.items())
    now = _differing(form, before) if not form.knows(order) else {}
    return act(sheet, change, again=same and not refused, now=now)


def _as_rows(typed: dict[str, Any], departments: Any, vendors: Any) -> dict[str, Any]:
    changes = dict(typed)
    changes["department"] = departments.get(typed["department"])
    if "vendor" in typed:
        changes["vendor"] = vendors.get(typed["vendor"])
    return changes


def _lists(line: OrderLine) -> tuple[dict[str, Any], dict[str, Any]]:
    """Departments and vendors by id as text, with what the line has though it is not in use any
    more."""
    session = db.session()
    departments = {str(d.id): d for d in actions.departments(session)}
    rows = session.scalars(sa.select(Vendor).where(Vendor.active.is_(True)).order_by(Vendor.name))
    vendors = {str(v.id): v for v in rows}
    if line.department is not None:
        departments.setdefault(str(line.department_id), line.department)
    if line.vendor is not None:
        vendors.setdefault(str(line.vendor_id), line.vendor)
    return departments, vendors


def _differing(form: Any, newest: dict[str, Any]) -> dict[str, str]:
    """What stands in the order now where something else was typed, in words, by field."""
    return {
        name: _words(form[name], value)
        for name, value in newest.items()
        if name in form and form[name].data != value
    }


def _words(field: Any, value: Any) -> str:
    labels = {choice.value: choice.label for choice in getattr(field, "choices", None) or ()}
    return labels.get(str(value), str(value)) if value not in (None, "") else "nothing"
