"""Prices of a line: by hand, by a rule that a buyer chooses, and what to do when the catalogue
moved; only for people with the pricing permission (C2, C8, C12)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from flask import request
from werkzeug.wrappers import Response

from app.blueprints.orders import bp
from app.blueprints.orders.asking import Sheet, act, ask, load
from app.blueprints.orders.clashing import prices_of
from app.blueprints.orders.forms import CatalogueForm, ChoiceForm, PlainForm, PriceForm
from app.blueprints.orders.telling import told
from app.domain.orders import changing, queries, repricing
from app.domain.orders.policies import may_edit_line
from app.domain.pricing.changes import changes, views_of
from app.domain.pricing.view import QuoteView, view_of_line, view_of_quote
from app.extensions import db
from app.models import LineKind, Order, OrderLine
from app.vocabulary import money
from app.vocabulary.errors import Invalid
from app.vocabulary.figures import Figure, PriceChoice, PriceKind
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
    title, minds = f"Price of {line.description[:60]}", prices_of(line_number)
    sheet = Sheet(order, form, title, "orders/_price.html", line, minds=minds)
    if not form.validate_on_submit():
        status = 422 if request.method == "POST" else 200
        return ask(sheet, status, price=view, options=partial(_options, line))

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

    return act(sheet, change, again=there, price=view, options=partial(_options, line))


@bp.route("/orders/<id:number>/lines/<id:line_number>/lift-price", methods=["GET", "POST"])
@requires(Permission.PRICES_EDIT)
def lift_price(number: int, line_number: int) -> Response:
    """Take the price set by hand away: the rules price the line again."""
    order, line = _line(number, line_number)
    title = f"Lift the price of {line.description[:60]}"
    sheet = Sheet(order, PlainForm(), title, "orders/_lift_price.html", line)
    sheet.minds = prices_of(line_number)
    if not sheet.form.validate_on_submit():
        return ask(sheet, 422 if request.method == "POST" else 200)

    def change() -> str:
        changing.lift_price(db.session(), line, by=viewer())
        return "The rules price this line again."

    return act(sheet, _telling(line, change))


@bp.route("/orders/<id:number>/lines/<id:line_number>/price-choice", methods=["GET", "POST"])
@requires(Permission.PRICES_EDIT)
def choose_price(number: int, line_number: int) -> Response:
    """Say which rule prices the line, whatever the others say; a price set by hand is lifted."""
    order, line = _line(number, line_number)
    title = f"Which price for {line.description[:60]}"
    sheet = Sheet(order, ChoiceForm(), title, "orders/_choose_price.html", line)
    sheet.minds = prices_of(line_number)
    context = {"options": partial(_options, line), "price": view_of_line(line, viewer().figures)}
    if not sheet.form.validate_on_submit():
        return ask(sheet, 422 if request.method == "POST" else 200, **context)
    choice = PriceChoice(sheet.form.choice.data)
    by_hand = line.price_kind is PriceKind.MANUAL
    same = bool(line.open) and line.price_choice is choice and not by_hand

    def change() -> str:
        if not same:
            changing.choose_price(db.session(), line, choice, by=viewer())
        auto = choice is PriceChoice.AUTO
        return "The rules price this line again." if auto else f"{_name(choice)} chosen."

    return act(sheet, _telling(line, change), again=same, **context)


@bp.route("/orders/<id:number>/lines/<id:line_number>/catalogue", methods=["GET", "POST"])
@requires(Permission.PRICES_EDIT, Permission.PRICES_SEE)
def answer_catalogue(number: int, line_number: int) -> Response:
    """The catalogue moved since the quote: take today's figures over, or keep what was quoted."""
    order, line = _line(number, line_number)
    title = f"The catalogue moved: {line.description[:50]}"
    sheet = Sheet(order, CatalogueForm(), title, "orders/_catalogue.html", line)
    sheet.minds = prices_of(line_number)
    catalogue = repricing.catalogue_of(db.session(), order, viewer())
    moves = repricing.moves(order, catalogue, viewer()).get(line_number, ())
    if not sheet.form.validate_on_submit():
        return ask(sheet, 422 if request.method == "POST" else 200, moves=moves)

    def change() -> str:
        if sheet.form.answer.data == "keep":
            repricing.keep_catalogue(db.session(), line, by=viewer())
            return "Kept as it was quoted."
        changed = repricing.accept_catalogue(db.session(), line, by=viewer())
        return told("Priced from today’s catalogue.", changed)

    return act(sheet, change, moves=moves)


def _name(choice: PriceChoice) -> str:
    return choice.label[:1].upper() + choice.label[1:]


def _options(line: OrderLine) -> list[tuple[PriceChoice, str, QuoteView]]:
    """What each choice would make of the line, as far as the viewer may know; nothing for a note,
    or a line that is closed."""
    if line.kind is LineKind.NOTE or not may_edit_line(line):
        return []
    found = changing.options(db.session(), line)
    return [(c, _name(c), view_of_quote(quote, viewer().figures)) for c, quote in found.items()]


def _telling(line: OrderLine, change: Callable[[], str]) -> Callable[[], str]:
    """The same change, telling what became another price."""

    def tell() -> str:
        before = views_of([line], viewer().figures)
        words = change()
        after = views_of([line], viewer().figures)
        return told(words, changes(before, after, {line.number: line.description}))

    return tell


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
