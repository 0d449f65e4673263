"""Default customers: whose properties the new customers of a store start with (M8–M11)."""

from __future__ import annotations

from flask import url_for
from werkzeug.wrappers import Response
from wtforms import HiddenField

from app.blueprints.settings import bp
from app.blueprints.settings.saving import done, saved, show
from app.domain.customers import defaults, queries
from app.domain.settings import default_customers as book
from app.domain.settings import stores
from app.domain.settings.editing import the
from app.extensions import db
from app.models import Affiliation, Customer, CustomerGroup, CustomerKind, MemberType, Store
from app.vocabulary.countries import CURRENCIES, LANGUAGES, country_name
from app.vocabulary.errors import Refused
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import number_in
from app.web.forms import CleanForm, Version
from app.web.htmx import page
from app.web.picked import searched_for


class ChoiceForm(CleanForm):
    """Which customer; none for nobody."""

    customer = HiddenField("")
    version = Version()


@bp.get("/default-customers")
@requires(Permission.SETTINGS_MANAGE, Permission.CUSTOMERS_SEE)
def default_customers() -> Response:
    """Each store with its default customer; warns of receipt e-mails (M11)."""
    chosen = defaults.default_customers(db.session())
    rows = stores.stores(db.session(), active_only=True)
    return show("default_customers", rows=[(row, chosen.get(row.id)) for row in rows])


@bp.route("/stores/<id:store_id>/default-customer", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE, Permission.CUSTOMERS_SEE)
def default_customer(store_id: int) -> Response:
    """What new customers of a store start with, and from whom; look for somebody else."""
    store = the(db.session(), Store, store_id)
    form, status = _form(store), 200
    if form.is_submitted():
        status = saved(
            form,
            lambda: book.choose(db.session(), store, _customer(form.customer.data), viewer()),
            row=store,
            again=lambda: _form(store, formdata=None),
        )
        if not status:
            return done(
                "New customers start like that from now on.",
                url_for(".default_customer", store_id=store.id),
            )
    query = searched_for()
    return page(
        "settings/default_customer.html",
        "settings/_default_found.html",
        status=status,
        store=store,
        form=form,
        query=query,
        found=queries.find(db.session(), query) if query else [],
        model=defaults.default_customer(db.session(), store.id),
        start=_in_words(defaults.start_of(db.session(), store.id)),
    )


def _form(store: Store, **kwargs: None) -> ChoiceForm:
    return ChoiceForm(data={"version": store.version}, **kwargs)


def _customer(text: str | None) -> Customer | None:
    if not text:
        return None
    customer_id = number_in(text)
    customer = db.session.get(Customer, customer_id) if customer_id else None
    if customer is None:
        raise Refused("There is no such customer.")
    return customer


def _in_words(start: defaults.Start) -> list[tuple[str, str]]:
    """What a new customer starts with, as (words, value)."""
    session = db.session()
    member_type = session.get(MemberType, start.member_type_id) if start.member_type_id else None
    group = session.get(CustomerGroup, start.group_id) if start.group_id else None
    known = (session.get(Affiliation, key) for key in start.affiliation_ids)
    is_person = start.kind is CustomerKind.PERSON
    return [
        ("Kind", "Person" if is_person else "Organization"),
        ("Member type", member_type.name if member_type else "None"),
        ("Group", group.name if group else "None"),
        ("Dimensions of the group", ", ".join(f"{k}: {v}" for k, v in start.dimensions.items())),
        ("Affiliations", ", ".join(row.name for row in known if row)),
        ("Receipt", start.receipt_way.label),
        ("Receipt e-mail", start.receipt_email),
        ("Currency", dict(CURRENCIES).get(start.currency, start.currency)),
        ("Language", dict(LANGUAGES).get(start.language, start.language)),
        ("Country", country_name(start.country)),
    ]
