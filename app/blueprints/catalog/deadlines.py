"""Until when a vendor takes orders: the deadlines on the vendor's page (B8)."""

from __future__ import annotations

from flask import url_for
from werkzeug.wrappers import Response
from wtforms import SelectChoice, SelectField, TimeField
from wtforms.validators import InputRequired

from app.blueprints.catalog import bp
from app.blueprints.catalog.things import show_one
from app.blueprints.settings.forms import Pick, choices
from app.blueprints.settings.saving import done, saved
from app.domain.catalog.editing import the
from app.domain.purchasing import cutoffs, queries
from app.extensions import db
from app.models import Store, Vendor, VendorCutoff
from app.vocabulary.clock import WEEKDAYS
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.forms import CleanForm, Count, PressForm
from app.web.htmx import go

DAYS = [SelectChoice(place, name) for place, name in enumerate(WEEKDAYS)]


class DeadlineForm(CleanForm):
    """One weekly deadline."""

    weekday = SelectField("Day", coerce=int, choices=DAYS)
    at = TimeField("Until", [InputRequired("Write a time.")])
    days_later = Count("Comes days later", least=0, most=cutoffs.MOST_DAYS)
    store = Pick("Store")


def vendor_page(vendor: Vendor, form: DeadlineForm | None = None, status: int = 200) -> Response:
    """The vendor's page, with a form for another deadline for those who may add one."""
    session = db.session()
    may = bool(viewer().can(Permission.CATALOG_EDIT))
    return show_one(
        vendor,
        status=status,
        deadlines=[
            (row, store, cutoffs.comes(row.days_later))
            for row, store in cutoffs.of_vendor(session, vendor.id)
        ],
        weekdays=WEEKDAYS,
        form=(form or _form(formdata=None)) if may else None,
    )


@bp.post("/vendors/<id:vendor_id>/deadlines")
@requires(Permission.CATALOG_EDIT)
def add_deadline(vendor_id: int) -> Response:
    """Add one."""
    session = db.session()
    vendor: Vendor = the(session, Vendor, vendor_id, "vendor")
    form = _form()

    def add() -> None:
        store = session.get(Store, form.store.data) if form.store.data else None
        values = form.weekday.data, form.at.data, form.days_later.data
        cutoffs.add(session, vendor, *values, store, by=viewer())

    status = saved(form, add)
    if status:
        return vendor_page(the(session, Vendor, vendor_id, "vendor"), form, status)
    return done("The deadline is there.", url_for("catalog.vendor", vendor_id=vendor_id))


@bp.post("/vendors/<id:vendor_id>/deadlines/<id:vendor_cutoff_id>/remove")
@requires(Permission.CATALOG_EDIT)
def remove_deadline(vendor_id: int, vendor_cutoff_id: int) -> Response:
    """Take one away; a second tap changes nothing."""
    session = db.session()
    vendor: Vendor = the(session, Vendor, vendor_id, "vendor")
    row = session.get(VendorCutoff, vendor_cutoff_id)
    url = url_for("catalog.vendor", vendor_id=vendor.id)
    if row is None or row.vendor_id != vendor.id:
        return go(url)
    PressForm().version.check(row)
    cutoffs.remove(session, row, by=viewer())
    return done("The deadline is removed.", url)


def _form(**kwargs: object) -> DeadlineForm:
    form = DeadlineForm(**kwargs)
    form.store.choices = choices(queries.stores(db.session()), "Every store")
    if not form.is_submitted():
        form.days_later.data = 1
    return form
