"""Somebody new, added while their order is taken: chosen for it in the same answer (M2, P1)."""

from __future__ import annotations

from flask import request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.customers.sheets import create, new_sheet
from app.blueprints.entry import bp
from app.blueprints.entry.customer import priced_anew
from app.blueprints.entry.holding import held, into, looked_at
from app.domain.orders import drafts
from app.models import Customer
from app.vocabulary.permissions import Permission
from app.web.access import requires


@bp.route("/orders/new/<key:key>/new-customer", methods=["GET", "POST"])
@requires(Permission.ORDERS_TAKE, Permission.CUSTOMERS_EDIT)
def new_customer(key: str) -> BaseResponse:
    """The dialog, begun with what was searched for; then the order with its customer."""
    desk = held(key) if request.method == "POST" else looked_at(key)
    url, back = url_for(".new_customer", key=key), url_for(".draft", key=key)
    sheet = new_sheet(url, back, draft=key)
    if request.method != "POST":
        return sheet.answer()
    made = create(sheet)
    if not isinstance(made, Customer):
        return made
    return into(priced_anew(desk, drafts.choose_customer(desk.content, made)), "#customer")
