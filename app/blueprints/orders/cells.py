"""Where a line comes from and stands, changed in its row: department, vendor, bin (C22)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from werkzeug.wrappers import Response
from wtforms import SelectChoice, SelectField

from app.blueprints.orders import bp
from app.blueprints.orders.asking import Sheet, edit, load
from app.blueprints.orders.forms import EditForm, department_choices
from app.domain.orders import actions, queries
from app.domain.orders.policies import may_edit_line
from app.extensions import db
from app.models import Department, LineKind, OrderLine, Vendor
from app.vocabulary.errors import Refused
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.forms import Line

UNCHANGED = "Nothing was different."


class PlaceForm(EditForm):
    """Where a line comes from and where it stands. A note has a department only."""

    department = SelectField("Department", coerce=str)
    vendor = SelectField("Vendor", coerce=str)
    bin = Line("Bin", longest=40)


@bp.route("/orders/<id:number>/lines/<id:line_number>/place", methods=["GET", "POST"])
@requires(Permission.ORDERS_EDIT)
def place_line(number: int, line_number: int) -> Response:
    """Change department, vendor and bin of one line, in place; only its row is answered."""
    order = load(number)
    line = queries.line_of(order, line_number)
    newest: dict[str, Any] = {
        "department": str(line.department_id or ""),
        "vendor": str(line.vendor_id or ""),
        "bin": line.bin,
    }
    departments, vendors = _offered(line)
    form = PlaceForm(data=newest)
    form.department.choices = department_choices(list(departments.values()))
    named = [SelectChoice(key, vendor.name) for key, vendor in vendors.items()]
    form.vendor.choices = [SelectChoice("", "No vendor"), *named]
    if line.kind is LineKind.NOTE:
        del form.vendor, form.bin
        newest = {"department": newest["department"]}
    title = f"Where {line.description[:60]} belongs"
    sheet = Sheet(order, form, title, "orders/_place.html", line)
    refused = "" if (open_ := may_edit_line(line)) else open_.reason

    def change() -> str:
        typed: dict[str, Any] = {name: form[name].data for name in newest}
        if refused and typed != newest:
            raise Refused(refused)
        changes = dict(typed, department=departments.get(typed["department"]))
        if "vendor" in typed:
            changes["vendor"] = vendors.get(typed["vendor"])
        return "Line changed." if actions.edit_line(line, changes, by=viewer()) else UNCHANGED

    return edit(sheet, newest, change, refusal=refused)


def _offered(line: OrderLine) -> tuple[dict[str, Department], dict[str, Vendor]]:
    """Departments and vendors by id as text, with what the line has though it is not in use any
    more."""
    session = db.session()
    departments = {str(one.id): one for one in actions.departments(session)}
    rows = session.scalars(sa.select(Vendor).where(Vendor.active.is_(True)).order_by(Vendor.name))
    vendors = {str(one.id): one for one in rows}
    if line.department is not None:
        departments.setdefault(str(line.department_id), line.department)
    if line.vendor is not None:
        vendors.setdefault(str(line.vendor_id), line.vendor)
    return departments, vendors
