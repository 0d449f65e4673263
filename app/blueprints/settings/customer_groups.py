"""Groups of customers with their dimensions (M10), and affiliations (M9)."""

from __future__ import annotations

from typing import Any

from flask import url_for
from werkzeug.wrappers import Response

from app.blueprints.settings import bp
from app.blueprints.settings.customer_forms import AffiliationForm, GroupForm, filled_group
from app.blueprints.settings.saving import done, saved, show
from app.domain.settings import customer_groups as book
from app.domain.settings.editing import the
from app.extensions import db
from app.models import Affiliation, CustomerGroup
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer


@bp.get("/customer-groups")
@requires(Permission.SETTINGS_MANAGE)
def customer_groups() -> Response:
    """All of them, each with its dimensions."""
    sizes = book.sizes(db.session())
    return show("customer_groups", rows=book.groups(db.session()), sizes=sizes)


@bp.route("/customer-groups/new", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def new_customer_group() -> Response:
    """Add one."""
    form: Any = GroupForm(data={"active": True})
    status = 200
    if form.is_submitted():
        form.active.data = True
        status = saved(form, lambda: book.add_group(db.session(), _facts(form), viewer()))
        if not status:
            return done(f"{form.name.data} is there.", url_for(".customer_groups"))
    return show("customer_group", status=status, form=form, row=None)


@bp.route("/customer-groups/<id:customer_group_id>", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def customer_group(customer_group_id: int) -> Response:
    """Look at one and change it."""
    row = the(db.session(), CustomerGroup, customer_group_id)
    form, status = _group_form(row), 200
    if form.is_submitted():
        status = saved(
            form,
            lambda: book.change_group(db.session(), row, _facts(form), viewer()),
            row=row,
            again=lambda: _group_form(row, formdata=None),
        )
        if not status:
            return done(f"{row.name} is saved.", url_for(".customer_groups"))
    return show("customer_group", status=status, form=form, row=row)


@bp.get("/affiliations")
@requires(Permission.SETTINGS_MANAGE)
def affiliations() -> Response:
    """All of them."""
    return show("affiliations", rows=book.affiliations(db.session()))


@bp.route("/affiliations/new", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def new_affiliation() -> Response:
    """Add one."""
    form, status = AffiliationForm(data={"active": True}), 200
    if form.is_submitted():
        status = saved(form, lambda: book.add_affiliation(db.session(), form.name.data, viewer()))
        if not status:
            return done(f"{form.name.data} is there.", url_for(".affiliations"))
    return show("affiliation", status=status, form=form, row=None)


@bp.route("/affiliations/<id:affiliation_id>", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def affiliation(affiliation_id: int) -> Response:
    """Look at one and change it."""
    row = the(db.session(), Affiliation, affiliation_id)
    form, status = AffiliationForm(obj=row), 200
    if form.is_submitted():
        status = saved(
            form,
            lambda: book.change_affiliation(
                db.session(), row, form.name.data, form.active.data, viewer()
            ),
            row=row,
            again=lambda: AffiliationForm(formdata=None, obj=row),
        )
        if not status:
            return done(f"{row.name} is saved.", url_for(".affiliations"))
    return show("affiliation", status=status, form=form, row=row)


def _group_form(row: CustomerGroup, **kwargs: None) -> Any:
    data = filled_group(name=row.name, active=row.active, dimensions=row.dimensions)
    return GroupForm(data={**data, "version": row.version}, **kwargs)


def _facts(form: Any) -> book.GroupFacts:
    return book.GroupFacts(
        name=form.name.data, dimensions=book.dimensions_of(form.pairs), active=form.active.data
    )
