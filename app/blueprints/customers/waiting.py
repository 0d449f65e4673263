"""Customers who were taken down elsewhere and wait to become records (M16)."""

from __future__ import annotations

from typing import Any

from flask import flash, url_for
from werkzeug.wrappers import Response
from wtforms import SelectChoice, SelectField

from app.blueprints.customers import bp
from app.blueprints.customers.extras import extras_form, put_beside, typed_in
from app.blueprints.customers.sheets import refuse_empty
from app.domain.customers import attributes, intakes
from app.domain.customers.intakes import FIELDS
from app.extensions import db
from app.models import CustomerIntake, CustomerKind
from app.vocabulary.errors import Invalid
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.forms import CleanForm, Line, Paragraph
from app.web.htmx import go, page

KINDS = ((CustomerKind.PERSON, "Person"), (CustomerKind.ORGANIZATION, "Organization"))
LABELS = {
    "first_name": "First name", "last_name": "Last name, or the organization", "phone": "Phone",
    "email": "E-mail", "street": "Street", "city": "City", "region": "State or region",
    "postal_code": "Postal code",
}  # fmt: skip

# What may be sent and is not asked here.
UNSEEN = ("country", "contact_way", "address_purpose")


class IntakeForm(CleanForm):
    """What was sent, to be mended before it becomes a record."""

    kind = SelectField("Kind", choices=[SelectChoice(kind.value, words) for kind, words in KINDS])
    first_name = Line(LABELS["first_name"], longest=FIELDS["first_name"])
    last_name = Line(LABELS["last_name"], longest=FIELDS["last_name"])
    phone = Line(LABELS["phone"], longest=FIELDS["phone"])
    email = Line(LABELS["email"], longest=FIELDS["email"])
    street = Line(LABELS["street"], longest=FIELDS["street"])
    city = Line(LABELS["city"], longest=FIELDS["city"])
    region = Line(LABELS["region"], longest=FIELDS["region"])
    postal_code = Line(LABELS["postal_code"], longest=FIELDS["postal_code"])
    note = Paragraph("Note", longest=FIELDS["note"])


@bp.get("/customers/waiting")
@requires(Permission.CUSTOMERS_MANAGE)
def waiting() -> Response:
    """All of them, the oldest first."""
    rows = [(row, _name(row)) for row in intakes.waiting(db.session())]
    return page("customers/waiting.html", "customers/waiting.html", rows=rows)


@bp.route("/customers/waiting/<id:customer_intake_id>", methods=["GET", "POST"])
@requires(Permission.CUSTOMERS_MANAGE)
def waiting_customer(customer_intake_id: int) -> Response:
    """Look at what was sent, mend it, make a customer of it."""
    session = db.session()
    intake = intakes.by_id(session, customer_intake_id)
    if intake.converted_at is not None:
        return _over(intake)
    form = IntakeForm(data={k: v for k, v in intake.content.items() if k != "extras"})
    asked = attributes.definitions(session)
    extras = extras_form(asked, intake.content.get("extras", {}))
    status = 200
    if form.is_submitted():
        refuse_empty()
        status = 422
        if form.validate():
            try:
                return _taken(customer_intake_id, form, extras)
            except Invalid as problem:
                form.refuse(put_beside(extras, problem))
    return page(
        "customers/waiting_customer.html",
        "customers/waiting_customer.html",
        status=status,
        intake=intake,
        form=form,
        extras=extras,
    )


@bp.post("/customers/waiting/<id:customer_intake_id>/drop")
@requires(Permission.CUSTOMERS_MANAGE)
def drop_waiting(customer_intake_id: int) -> Response:
    """Make no customer of it."""
    intake = intakes.by_id(db.session(), customer_intake_id, lock=True)
    intakes.drop(db.session(), intake, viewer())
    flash("Dropped. What was sent is forgotten.", "done")
    return go(url_for(".waiting"))


def _taken(intake_id: int, form: IntakeForm, extras: Any) -> Response:
    intake = intakes.by_id(db.session(), intake_id, lock=True)
    unseen = {name: value for name, value in intake.content.items() if name in UNSEEN}
    customer = intakes.take(db.session(), intake, viewer(), unseen | _typed(form, extras))
    flash(f"{customer.full_name} is a customer now.", "done")
    return go(url_for(".show", customer_id=customer.id))


def _over(intake: CustomerIntake) -> Response:
    if intake.customer_id is not None:
        return go(url_for(".show", customer_id=intake.customer_id))
    return go(url_for(".waiting"))


def _typed(form: IntakeForm, extras: Any) -> dict[str, Any]:
    names = ("kind", "note", *LABELS)
    return {**{name: form[name].data or "" for name in names}, "extras": typed_in(extras)}


def _name(intake: CustomerIntake) -> str:
    parts = (intake.content.get(name, "") for name in ("first_name", "last_name"))
    return " ".join(part for part in parts if part) or "No name"
