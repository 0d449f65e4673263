"""Prices by hand; only for people with the pricing permission (C8, C12)."""

from __future__ import annotations

from decimal import Decimal

from flask import request
from werkzeug.wrappers import Response

from app.blueprints.orders import bp
from app.blueprints.orders.asking import Sheet, act, ask, load
from app.blueprints.orders.forms import PlainForm, PriceForm
from app.domain.orders import changing, queries
from app.domain.pricing.view import view_of_line
from app.extensions import db
from app.models import Order, OrderLine
from app.vocabulary import money
from app.vocabulary.errors import Invalid
from app.vocabulary.figures import Figure, PriceKind
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer


@bp.route("/orders/<id:number>/lines/<id:line_number>/price", methods=["GET", "POST"])
@requires(Permission.PRICES_EDIT)
def price_line(number: int, line_number: int) -> Response:
    """Set a price by hand, of a unit or of a case; it wins over every rule until it is lifted."""
    order, line = _line(number, line_number)
    view = view_of_line(line, viewer().figures)
    per = "case" if line.case_size else "unit"
    shown = view.figures.get(Figure.CASE if per == "case" else Figure.UNIT)
    form = PriceForm(data={"per": per, "amount": _plain(shown)})
    sheet = Sheet(order, form, f"Price of {line.description[:60]}", "orders/_price.html", line)
    if not form.validate_on_submit():
        return ask(sheet, 422 if request.method == "POST" else 200, price=view)

    # Who may not see the price is not told either whether they guessed it.
    there = Figure.UNIT in viewer().figures and _is_set(line, form)

    def change() -> str:
        if there:
            return "It is that price already."
        if form.amount.data is None:
            raise Invalid({"amount": "Write the price."})
        try:
            by_case = form.per.data == "case"
            changing.set_price(db.session(), line, form.amount.data, by=viewer(), per_case=by_case)
        except Invalid as error:
            raise Invalid({"amount": error.message}) from error
        return "Price set by hand."

    return act(sheet, change, again=there, price=view)


@bp.route("/orders/<id:number>/lines/<id:line_number>/lift-price", methods=["GET", "POST"])
@requires(Permission.PRICES_EDIT)
def lift_price(number: int, line_number: int) -> Response:
    """Take the price set by hand away: the rules price the line again."""
    order, line = _line(number, line_number)
    title = f"Lift the price of {line.description[:60]}"
    sheet = Sheet(order, PlainForm(), title, "orders/_lift_price.html", line)
    if not sheet.form.validate_on_submit():
        return ask(sheet, 422 if request.method == "POST" else 200)

    def change() -> str:
        changing.lift_price(db.session(), line, by=viewer())
        return "The rules price this line again."

    return act(sheet, change)


def _plain(amount: Decimal | None) -> Decimal | None:
    """As people write it: 40.00, not 40.0000."""
    return None if amount is None else Decimal(money.show(amount).replace(",", ""))


def _line(number: int, line_number: int) -> tuple[Order, OrderLine]:
    order = load(number)
    return order, queries.line_of(order, line_number)


def _is_set(line: OrderLine, form: PriceForm) -> bool:
    """Whether exactly this price was set already: a second tap."""
    figures = view_of_line(line, frozenset(Figure)).figures
    figure = Figure.CASE if form.per.data == "case" else Figure.UNIT
    return (
        bool(line.open)
        and line.price_kind is PriceKind.MANUAL
        and form.amount.data is not None
        and figures.get(figure.value) == form.amount.data
    )
