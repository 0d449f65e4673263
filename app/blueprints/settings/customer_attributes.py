"""Customer attributes: what a store wants to know of its customers (M3, M4)."""

from __future__ import annotations

from flask import url_for
from werkzeug.wrappers import Response

from app.blueprints.settings import bp
from app.blueprints.settings.customer_forms import AttributeForm
from app.blueprints.settings.saving import done, saved, show, step
from app.domain.settings import customer_attributes as questions
from app.domain.settings.editing import the
from app.extensions import db
from app.models import AttributeKind, CustomerAttribute
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.htmx import go


@bp.get("/customer-attributes")
@requires(Permission.SETTINGS_MANAGE)
def customer_attributes() -> Response:
    """All of them, in the order in which they are asked."""
    rows = questions.attributes(db.session())
    return show(
        "customer_attributes",
        asked=[row for row in rows if row.active],
        retired=[row for row in rows if not row.active],
    )


@bp.route("/customer-attributes/new", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def new_customer_attribute() -> Response:
    """Ask something more."""
    form = AttributeForm(data={"kind": AttributeKind.TEXT, "active": True})
    status = 200
    if form.is_submitted():
        form.active.data = True
        status = saved(
            form, lambda: questions.add_attribute(db.session(), _question(form), viewer())
        )
        if not status:
            return done(f"“{form.label.data}” is asked now.", url_for(".customer_attributes"))
    return show("customer_attribute", status=status, form=form, row=None, answered=False)


@bp.route("/customer-attributes/<id:customer_attribute_id>", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def customer_attribute(customer_attribute_id: int) -> Response:
    """Look at one and change it."""
    row = the(db.session(), CustomerAttribute, customer_attribute_id)
    form, status = _form(row), 200
    if form.is_submitted():
        status = saved(
            form,
            lambda: questions.change_attribute(db.session(), row, _question(form), viewer()),
            row=row,
            again=lambda: _form(row, formdata=None),
        )
        if not status:
            return done(f"“{row.label}” is saved.", url_for(".customer_attributes"))
    answered = questions.answered(db.session(), row)
    return show("customer_attribute", status=status, form=form, row=row, answered=answered)


@bp.post("/customer-attributes/<id:customer_attribute_id>/shift")
@requires(Permission.SETTINGS_MANAGE)
def shift_customer_attribute(customer_attribute_id: int) -> Response:
    """Ask it one place earlier or later."""
    row = the(db.session(), CustomerAttribute, customer_attribute_id)
    questions.shift(db.session(), row, step(), viewer())
    return go(url_for(".customer_attributes", _anchor=f"attribute-{row.id}"))


def _form(row: CustomerAttribute, **kwargs: None) -> AttributeForm:
    names = ("label", "kind", "required", "active", "version")
    data = {name: getattr(row, name) for name in names}
    return AttributeForm(data={**data, "choices": "\n".join(row.choices)}, **kwargs)


def _question(form: AttributeForm) -> questions.Question:
    return questions.Question(
        label=form.label.data,
        kind=AttributeKind(form.kind.data),
        choices=form.listed,
        required=form.required.data,
        active=form.active.data,
    )
