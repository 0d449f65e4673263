"""The dialog in which a customer is written: new, or changed. One form, from wherever it is opened.

Without htmx it is a page of its own. What does not fit comes back as typed (422); somebody who
seems to be there already is asked about once (409), never refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from flask import abort, request
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app.blueprints.customers.extras import extras_form, put_beside, typed_in
from app.blueprints.customers.forms import (
    GUARDED,
    CustomerForm,
    begun_from,
    crafted,
    for_viewer,
    offer_types,
)
from app.domain.audit import record
from app.domain.customers import actions, attributes, defaults
from app.domain.customers.details import Details, of_customer
from app.domain.customers.lookalike import Alike, alike
from app.extensions import db
from app.models import Customer
from app.vocabulary.errors import Invalid, Refused, Stale
from app.web.access import viewer
from app.web.clash import CHANGED, show_both
from app.web.filters import phone
from app.web.forms import new_key
from app.web.htmx import in_dialog
from app.web.unit_of_work import keep_on_refusal


@dataclass
class Sheet:
    """A customer about to be written. `draft`: the key of the order it is for. `alike`: who it may
    be already; `asks`: one of them has the same phone or e-mail, so the button says so."""

    title: str
    url: str
    back: str
    form: CustomerForm
    extras: Any
    draft: str = ""
    customer: Customer | None = None
    household: Customer | None = None
    alike: list[Alike] = field(default_factory=list)
    asks: bool = False

    def answer(self, status: int = 200) -> Response:
        """The form, in the dialog or as a page."""
        return in_dialog(
            "customers/form.html", "customers/_form_dialog.html", status=status, sheet=self
        )


def new_sheet(url: str, back: str, *, draft: str = "", household: Customer | None = None) -> Sheet:
    """The form for somebody new, begun with what was typed in a search (`q`), or with what a
    household shares."""
    start = defaults.start_of(db.session(), viewer().store_id)
    begun: dict[str, Any] = {
        "kind": start.kind.value,
        "country": start.country,
        "receipt_way": start.receipt_way.value,
        "one_time_key": new_key(),
        **begun_from(request.args.get("q", "")),
    }
    if start.member_type_id:
        begun["member_type"] = str(start.member_type_id)
    title = "New customer"
    if household is not None:
        title = f"Add a person to member {household.member_number}"
        shared = ("last_name", "street", "city", "region", "postal_code", "country")
        begun |= {name: getattr(household, name) for name in shared}
    # What was sent counts alone: WTForms would fill what is missing with what the form began with.
    form = for_viewer(CustomerForm(data={} if request.method == "POST" else begun))
    del form.version
    if household is not None:
        for name in ("member_number", "member_type"):
            if name in form:
                del form[name]
    if "member_type" in form:
        offer_types(form, None)
    extras = extras_form(attributes.definitions(db.session()))
    return Sheet(title, url, back, form, extras, draft=draft, household=household)


def change_sheet(customer: Customer, url: str, back: str, *, typed: bool = True) -> Sheet:
    """The form for somebody who is known; without `typed` it holds only what is kept."""
    kept = of_customer(customer)
    data = {name: _as_text(value) for name, value in kept.items() if name != "extras"}
    data |= {
        "phone": phone(customer.phone),
        "member_type": str(customer.member_type_id or ""),
        "version": customer.version,
    }
    also: dict[str, Any] = {} if typed else {"formdata": None}
    form = for_viewer(CustomerForm(data=data, **also))
    del form.one_time_key
    if "member_type" in form:
        offer_types(form, customer.member_type)
    extras = extras_form(attributes.definitions(db.session()), customer.extras)
    title = f"Edit {customer.full_name or 'customer'}"
    return Sheet(title, url, back, form, extras, customer=customer)


def create(sheet: Sheet) -> Customer | Response:
    """Add the customer of a form that was sent, or the answer that says why not."""
    refuse_empty()
    refuse_crafted(sheet.form)
    if not sheet.form.validate():
        return sheet.answer(422)
    if not request.form.get("sure") and (asked := _asks(sheet)) is not None:
        return asked
    try:
        return actions.add(
            db.session(),
            _details(sheet),
            by=viewer(),
            store_id=viewer().store_id,
            one_time_key=sheet.form.one_time_key.data,
            household=sheet.household,
        )
    except (Invalid, Refused) as error:
        return _refused(sheet, error)


def save(sheet: Sheet) -> bool | Response:
    """Change the customer of a form that was sent: whether anything was different, or the answer
    that says why not. After a clash both versions are shown."""
    assert sheet.customer is not None  # noqa: S101 - the sheet of somebody who is known
    customer, form = sheet.customer, sheet.form
    refuse_empty()
    refuse_crafted(form)
    if not form.validate():
        return sheet.answer(422)
    details = _details(sheet)
    if _is_done(customer, details):
        return False
    try:
        form.version.check(customer)
        changed = actions.change(db.session(), customer, details, by=viewer())
        db.session.flush()
    except (Stale, StaleDataError):
        db.session.rollback()
        db.session.refresh(customer)
        newest = change_sheet(customer, sheet.url, sheet.back, typed=False)
        form.form_errors.append(CHANGED)
        show_both(form, newest.form)
        return sheet.answer(409)
    except (Invalid, Refused) as error:
        return _refused(sheet, error)
    return changed


def refuse_empty() -> None:
    """A request without a form says nothing: what the form began with must not be taken for it."""
    if not request.form:
        abort(400)


def refuse_crafted(form: CustomerForm) -> None:
    """A field that the viewer's form does not have was sent all the same: refused, and noted."""
    for name in crafted(form):
        decision = viewer().can(GUARDED[name])
        if not decision:
            record(db.session(), viewer(), "customer change refused", name)
            keep_on_refusal()
            decision.enforce()
        # They may, but not here: a household decides for its people.
        abort(400, "This form does not set that.")


def _details(sheet: Sheet) -> Details:
    return replace(sheet.form.details, extras=typed_in(sheet.extras))


def _is_done(customer: Customer, details: Details) -> bool:
    """Whether the record says all of this already: a second tap is no clash."""
    kept = of_customer(customer)
    spoken = {n: v for n, v in details.spoken.items() if n != "phone"}
    spoken["extras"] = {key: value for key, value in spoken["extras"].items() if value}
    same_phone = details.phone == phone(customer.phone)
    return same_phone and all(kept[name] == value for name, value in spoken.items())


def _asks(sheet: Sheet) -> Response | None:
    """The form again if somebody with the same phone or e-mail is there already."""
    if actions.made_before(db.session(), sheet.form.one_time_key.data) is not None:
        return None
    sheet.alike = [one for one in alike(db.session(), sheet.form.typed) if one.strong]
    if sheet.household is not None:
        # A household may share its phone; only the same name there is the same person.
        sheet.alike = [one for one in sheet.alike if _namesake(one, sheet)]
    if not sheet.alike:
        return None
    sheet.asks = True
    return sheet.answer(409)


def _namesake(one: Alike, sheet: Sheet) -> bool:
    theirs = one.customer.first_name.casefold()
    return theirs == str(sheet.form.first_name.data or "").casefold()


def _refused(sheet: Sheet, error: Invalid | Refused) -> Response:
    """The form as typed, with what is wrong beside the fields or above them."""
    if isinstance(error, Refused):
        sheet.form.form_errors.append(error.message)
        return sheet.answer(409)
    fields = dict(put_beside(sheet.extras, error).fields)
    if "member_type_id" in fields:
        fields["member_type"] = fields.pop("member_type_id")
    sheet.form.refuse(Invalid(fields))
    return sheet.answer(422)


def _as_text(value: Any) -> str:
    return "" if value is None else str(value)
