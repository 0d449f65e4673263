"""Editing what an order says: contact, notes for the buyer, lines (C14)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Response, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.orders import bp
from app.blueprints.orders.asking import Sheet, act, edit, load
from app.blueprints.orders.clashing import only
from app.blueprints.orders.forms import (
    LONGEST_QUERY,
    ContactForm,
    LineForm,
    NotesForm,
    SwitchForm,
    values_of_line,
)
from app.domain.customers.contact import contact_of
from app.domain.orders import actions, queries
from app.domain.orders.policies import may_edit_line
from app.extensions import db
from app.models import CONTACT_FIELDS, LineKind, OrderLine, Vendor
from app.vocabulary.errors import Invalid, Refused
from app.vocabulary.permissions import Permission
from app.vocabulary.searching import haystack
from app.web.access import requires, viewer
from app.web.forms import one_line
from app.web.htmx import go, wants_partial

MOST_HITS = 8
UNCHANGED = "Nothing was different."


@bp.route("/orders/<id:number>/contact", methods=["GET", "POST"])
@requires(Permission.ORDERS_EDIT)
def edit_contact(number: int) -> BaseResponse:
    """Change the contact of this order only; the member's record stays (C14)."""
    order = load(number)
    newest: dict[str, Any] = {**contact_of(order), "best_hours": order.best_hours}
    form = ContactForm(data=newest)
    sheet = Sheet(order, form, "Contact for this order", "orders/_contact.html")

    def change() -> str:
        typed = {name: form[name].data for name in CONTACT_FIELDS}
        changed = actions.edit_contact(order, typed, by=viewer())
        changed = actions.set_best_hours(order, form.best_hours.data, by=viewer()) or changed
        return "Contact changed for this order." if changed else UNCHANGED

    return edit(sheet, newest, change)


@bp.route("/orders/<id:number>/notes", methods=["GET", "POST"])
@requires(Permission.ORDERS_EDIT)
def edit_notes(number: int) -> BaseResponse:
    """Change the notes for the buyer."""
    order = load(number)
    newest = {"comments": order.comments}
    form = NotesForm(data=newest)
    sheet = Sheet(order, form, "Note for the buyer", "orders/_notes.html")

    def change() -> str:
        changed = actions.edit_notes(order, form.comments.data, by=viewer())
        return "Note saved." if changed else UNCHANGED

    return edit(sheet, newest, change)


@bp.post("/orders/<id:number>/cloning")
@requires(Permission.ORDERS_SPLIT)
def set_cloning(number: int) -> BaseResponse:
    """Whether this order may be cloned and repeated (decision 11)."""
    order, form = load(number), SwitchForm()
    sheet = Sheet(order, form, "Cloning", "orders/_cloning.html", minds=only("cloning_set"))
    if not form.validate():
        raise Invalid({"on": "Choose on or off."})
    wanted = form.on.data == "1"

    def change() -> str:
        actions.set_cloning(order, allowed=wanted, by=viewer())
        words = "may be cloned" if wanted else "is not to be cloned"
        return f"Order {number} {words}."

    return act(sheet, change, again=order.no_clone is not wanted)


@bp.route("/orders/<id:number>/lines/<id:line_number>/edit", methods=["GET", "POST"])
@requires(Permission.ORDERS_EDIT)
def edit_line(number: int, line_number: int) -> BaseResponse:
    """Change what a line is; its total follows the quantity (C12)."""
    order = load(number)
    line = queries.line_of(order, line_number)
    newest = values_of_line(line)
    form = LineForm(data=newest)
    departments, vendors = _lists(line)
    form.offer(list(departments.values()), list(vendors.values()))
    if line.kind is LineKind.NOTE:
        form.of_note()
    sheet = Sheet(order, form, "Edit the line", "orders/_edit_line.html", line)
    refused = "" if (open_ := may_edit_line(line)) else open_.reason
    found = _name_vendor(form, line, vendors) if request.method == "POST" else []

    def change() -> str:
        typed = {name: form[name].data for name in newest if name in form}
        if refused and any(newest[name] != value for name, value in typed.items()):
            raise Refused(refused)
        changed = actions.edit_line(line, _as_rows(typed, departments, vendors), by=viewer())
        return "Line changed." if changed else UNCHANGED

    vendor = line.vendor.name if line.vendor else ""
    return edit(sheet, newest, change, refusal=refused, found=found, vendor=vendor)


@bp.get("/orders/vendors")
@requires(Permission.ORDERS_EDIT)
def pick_vendor() -> BaseResponse:
    """Vendors by name, to choose one in a form: a piece of a page, and none by itself."""
    if not wants_partial():
        return go(url_for("orders.pending"))
    found = vendors_like(one_line(request.args.get("vendor_q"))[:LONGEST_QUERY])
    return Response(render_template("orders/_vendor_hits.html", found=found), mimetype="text/html")


def vendors_like(text: str) -> list[Vendor]:
    """Active vendors whose name holds `text`, those that begin with it first; at most MOST_HITS."""
    wanted = haystack(text)
    if not wanted:
        return []
    rows = db.session.scalars(sa.select(Vendor).where(Vendor.active.is_(True)))
    named = [(haystack(vendor.name), vendor) for vendor in rows]
    fits = [(not name.startswith(wanted), name, v) for name, v in named if wanted in name]
    exact = [vendor for _, name, vendor in fits if name == wanted]
    return exact or [row[2] for row in sorted(fits, key=lambda row: row[:2])[:MOST_HITS]]


def _name_vendor(form: LineForm, line: OrderLine, vendors: dict[str, Vendor]) -> list[Vendor]:
    """Take the vendor that was named in words, when none was tapped; returns those it could be."""
    words = one_line(request.form.get("vendor_q"))[:LONGEST_QUERY]
    tapped = request.form.get("vendor") not in (None, str(line.vendor_id or ""))
    if not words or tapped or "vendor" not in form:
        return []
    found = vendors_like(words)
    if len(found) != 1:
        form.vendor_problem = "Choose one of these." if found else "No vendor is called that."
        return found
    form.vendor.data = str(found[0].id)
    vendors.setdefault(form.vendor.data, found[0])
    return []


def _as_rows(typed: dict[str, Any], departments: Any, vendors: Any) -> dict[str, Any]:
    changes = dict(typed)
    if "department" in typed:
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
