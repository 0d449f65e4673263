"""Sale types: which batches are sales, and count for special orders (C6)."""

from __future__ import annotations

from flask import url_for
from werkzeug.wrappers import Response

from app.blueprints.settings import bp
from app.blueprints.settings.forms import NewSaleTypeForm, SaleTypeForm
from app.blueprints.settings.saving import done, saved, show
from app.domain.settings import price_rules
from app.domain.settings.editing import the
from app.extensions import db
from app.models import SaleType
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer


@bp.get("/sale-types")
@requires(Permission.SETTINGS_MANAGE, Permission.PRICES_EDIT)
def sale_types() -> Response:
    """All of them."""
    return show("sale_types", rows=price_rules.sale_types(db.session()))


@bp.route("/sale-types/new", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE, Permission.PRICES_EDIT)
def new_sale_type() -> Response:
    """Add one."""
    number = price_rules.next_number(db.session(), SaleType)
    form = NewSaleTypeForm(data={"number": number, "is_sale": True, "eligible": True})
    if form.is_submitted():
        status = saved(
            form,
            lambda: price_rules.add_sale_type(
                db.session(), form.number.data, _terms(form), viewer()
            ),
        )
        if not status:
            return done(f"{form.name.data} is there.", url_for(".sale_types"))
        return show("sale_type", status=status, form=form, row=None)
    return show("sale_type", form=form, row=None)


@bp.route("/sale-types/<id:sale_type_id>", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE, Permission.PRICES_EDIT)
def sale_type(sale_type_id: int) -> Response:
    """Look at one and change it."""
    row = the(db.session(), SaleType, sale_type_id)
    form = SaleTypeForm(obj=row)
    if form.is_submitted():
        status = saved(
            form,
            lambda: price_rules.change_sale_type(db.session(), row, _terms(form), viewer()),
            row=row,
            again=lambda: SaleTypeForm(formdata=None, obj=row),
        )
        if not status:
            return done(f"{row.name} is saved.", url_for(".sale_types"))
        return show("sale_type", status=status, form=form, row=row)
    return show("sale_type", form=form, row=row)


def _terms(form: SaleTypeForm) -> price_rules.SaleTerms:
    return price_rules.SaleTerms(
        name=form.name.data,
        is_sale=form.is_sale.data,
        eligible=form.eligible.data,
        member_only=form.member_only.data,
    )
