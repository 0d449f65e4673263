"""Adding to an order that was placed, and turning its notes into items (C16, C18, C19)."""

from __future__ import annotations

from flask import Response, flash, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.orders import bp
from app.blueprints.orders.asking import Sheet, load_for, missed, version_of
from app.blueprints.orders.clashing import added_by, of_line
from app.blueprints.orders.forms import LONGEST_QUERY, AddForm, department_choices
from app.domain.catalog import lookup
from app.domain.catalog.lookup import Hit
from app.domain.orders import actions, changing, drafts, queries
from app.domain.orders.content import DraftContent, DraftItem
from app.domain.orders.policies import may_add_line, may_turn
from app.extensions import db
from app.models import Department, OrderLine
from app.vocabulary.errors import Invalid, Refused
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.htmx import go, wants_partial
from app.web.picked import searched_for

FIRST_REF = 1
LOOK = "Look at the order as it is now, then press again."


@bp.route("/orders/<id:number>/add-line", methods=["GET", "POST"])
@requires(Permission.ORDERS_EDIT)
def add_line(number: int) -> BaseResponse:
    """Add an item by code, SKU or words, or describe it."""
    if _searches():
        return _hits(url_for("orders.add_line", number=number))
    form = AddForm()
    minds = added_by(viewer().user_id)
    sheet = Sheet(load_for(form, number), form, "Add an item", "", minds=minds)
    return _add(sheet) if request.method == "POST" else _page(sheet)


@bp.route("/orders/<id:number>/lines/<id:line_number>/turn-note", methods=["GET", "POST"])
@requires(Permission.ORDERS_EDIT)
def turn_note(number: int, line_number: int) -> BaseResponse:
    """Turn a note into the item that was meant, or take one of several out of it (C19)."""
    if _searches():
        return _hits(url_for("orders.turn_note", number=number, line_number=line_number))
    form = AddForm()
    order = load_for(form, number)
    line = queries.line_of(order, line_number)
    minds = of_line(line_number)
    sheet = Sheet(order, form, "Turn a note into items", "", line, minds=minds)
    return _add(sheet) if request.method == "POST" else _page(sheet)


def _searches() -> bool:
    return request.method != "POST" and wants_partial()


def _hits(url: str) -> Response:
    text = searched_for(LONGEST_QUERY)
    found = lookup.find(db.session(), text)
    body = render_template("orders/_add_hits.html", text=text, found=found, url=url)
    return Response(body, mimetype="text/html")


def _page(sheet: Sheet, status: int = 200, *, refusal: str = "", since: object = ()) -> Response:
    """The whole page; a refused form comes back as it was typed."""
    session, form = db.session(), sheet.form
    form.department_id.choices = department_choices(actions.departments(session))
    if request.method != "POST" and sheet.line is not None:
        form.department_id.data = str(sheet.line.department_id or "")
    text = form.q.data or searched_for(LONGEST_QUERY)
    allowed = may_turn(sheet.line) if sheet.line else may_add_line(sheet.order)
    form.version.data = str(sheet.order.version)
    body = render_template(
        "orders/add_line.html",
        sheet=sheet,
        form=form,
        text=text,
        found=lookup.find(session, text) if text else [],
        refusal=refusal or allowed.reason,
        since=since,
    )
    return Response(body, status, mimetype="text/html")


def _add(sheet: Sheet) -> BaseResponse:
    form = sheet.form
    form.department_id.validate_choice = False
    if not form.validate():
        return _page(sheet, 422)
    if not form.knows(sheet.order):
        if version_of(sheet) is None:
            return _page(sheet, 409, refusal=LOOK)
        if since := missed(sheet):
            return _page(sheet, 409, since=since)
    try:
        # What was found stays in hand, so that pricing does not read it again.
        hit = _hit(form)
        item = _described(form) if hit is None else _found(form, hit)
        said = _turn(sheet, sheet.line, item) if sheet.line else _append(sheet, item)
        db.session.flush()
    except Invalid as error:
        form.refuse(error)
        return _page(sheet, 422)
    except Refused as error:
        return _page(sheet, 409, refusal=error.message)
    flash(said, "done")
    if sheet.line and form.keep_note.data:
        return go(request.path)
    return go(url_for("orders.show", number=sheet.order.number))


def _append(sheet: Sheet, item: DraftItem) -> str:
    actions.add_line(db.session(), sheet.order, item, by=viewer(), book=sheet.book)
    return f"Added {item.description}."


def _turn(sheet: Sheet, line: OrderLine, item: DraftItem) -> str:
    may_turn(line).enforce()
    if sheet.form.keep_note.data:
        return _append(sheet, item)
    changing.turn_note(db.session(), line, item, by=viewer(), book=sheet.book)
    return f"The note is {item.description} now."


def _described(form: AddForm) -> DraftItem:
    """What was described, with the quantities its department wants to know (C5, C18, C20)."""
    wish = DraftItem(
        ref=0,
        description=form.description.data,
        cases=form.cases.data or 1,
        case_size=form.case_size.data,
    )
    item = drafts.add_described(DraftContent(), wish, _department(form)).items[0]
    if item.ask:
        raise Invalid({"case_size": "This department needs to know how many."})
    return item


def _found(form: AddForm, hit: Hit) -> DraftItem:
    """The item that was found, as entry would make it: the department map, a department on every
    line, quantities that must be asked (C4, C5, C20)."""
    content = drafts.add_hit(DraftContent(), hit)
    if content.items[0].department_id is None:
        department = _department(form)
        if department is None:
            raise Invalid({"department_id": "Choose the department that will look after it."})
        content = drafts.set_department(content, FIRST_REF, department)
    size = form.case_size.data or content.items[0].case_size
    cases = form.cases.data or 1
    return drafts.set_quantity(content, FIRST_REF, cases=cases, case_size=size).items[0]


def _hit(form: AddForm) -> Hit | None:
    session = db.session()
    if form.key.data:
        hit = lookup.chosen(session, form.key.data)
        if hit is None:
            raise Invalid({"q": "That item is not to be had any more. Look again."})
        return hit
    if form.description.data:
        return None
    if not form.q.data:
        raise Invalid({"q": "Write a code, a SKU or words, or describe it below."})
    found = lookup.find(session, form.q.data)
    sure = lookup.meant(found)
    if sure is not None:
        return sure
    nothing = "Nothing is known by that. Describe it below."
    raise Invalid({"q": "Choose one of these." if found else nothing})


def _department(form: AddForm) -> Department | None:
    """The department that was chosen; one that does not exist is refused."""
    text = form.department_id.data or ""
    if not text:
        return None
    known = {str(d.id): d for d in actions.departments(db.session())}
    if text not in known:
        raise Invalid({"department_id": "Choose one of the list."})
    return known[text]
