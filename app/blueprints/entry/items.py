"""Items of a new order: found by scan, code or words; their quantities (C2, C5, C15-C18)."""

from __future__ import annotations

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.entry import bp
from app.blueprints.entry.describing import describe
from app.blueprints.entry.desk import Desk
from app.blueprints.entry.forms import (
    AddItemForm,
    SetDepartmentForm,
    SetQuantityForm,
)
from app.blueprints.entry.holding import done, held, into, item_or_404, keep, looked_at, shown
from app.domain.catalog import lookup
from app.domain.catalog.lookup import Hit
from app.domain.orders import drafts
from app.extensions import db
from app.models import Department
from app.vocabulary.errors import Invalid, NotFound, Refused
from app.vocabulary.permissions import Permission
from app.web.access import requires
from app.web.picked import searched_for


@bp.get("/orders/new/<key:key>/find-item")
@requires(Permission.ORDERS_TAKE)
def find_item(key: str) -> Response:
    """Search as you type: UPC, SKU or words."""
    desk = looked_at(key)
    desk.item_query = searched_for()
    desk.items_found = lookup.find(db.session(), desk.item_query)
    return shown(desk, "entry/_items_found.html")


@bp.post("/orders/new/<key:key>/add-item")
@requires(Permission.ORDERS_TAKE)
def add_item(key: str) -> BaseResponse:
    """Add an item of the list, or the only one that the code means; several are shown to choose
    from, and what nobody knows can be ordered as written."""
    desk, form = held(key), AddItemForm()
    if not form.validate():
        return _not_added(desk, form.first_problem)
    if desk.content.has_from(form.once.data):
        return done(desk, "entry/_again.html")
    if form.hit.data:
        hit = lookup.chosen(db.session(), form.hit.data)
        if hit is None:
            raise NotFound("That item is not in the catalogue any more.")
        return _added(desk, hit, form.once.data)
    if not form.q.data:
        return _not_added(desk, "Scan or type a code, or words of the description.")
    found = lookup.find(db.session(), form.q.data)
    sure = lookup.meant(found)
    if sure is not None:
        return _added(desk, sure, form.once.data)
    if not found:
        return describe(desk, form.q.data, unknown=True)
    desk.item_query, desk.items_found = form.q.data, found
    return _not_added(desk, _which(desk))


@bp.post("/orders/new/<key:key>/items/<id:ref>/set-quantity")
@requires(Permission.ORDERS_TAKE)
def set_quantity(key: str, ref: int) -> BaseResponse:
    """Set or confirm cases and case size of an item; a department's minimum holds (C5)."""
    desk, form = held(key), SetQuantityForm()
    asked = item_or_404(desk, ref).ask
    if form.validate():
        try:
            content = drafts.set_quantity(
                desk.content,
                ref,
                cases=form.cases.data,
                case_size=form.case_size.data,
                confirmed=form.confirmed.data,
            )
        except Invalid as error:
            form.refuse(error)
        else:
            kept = keep(desk, content)
            answered = asked and not item_or_404(kept, ref).ask
            partial = "entry/_item_alone.html" if answered else "entry/_quantity.html"
            answer = done(kept, partial, ref=ref)
            return into(answer, f"#item-{ref}") if answered else answer
    return _not_set(desk, ref, form)


@bp.post("/orders/new/<key:key>/items/<id:ref>/set-department")
@requires(Permission.ORDERS_TAKE)
def set_department(key: str, ref: int) -> BaseResponse:
    """Name who looks after an item (C20)."""
    desk, form = held(key), SetDepartmentForm()
    item_or_404(desk, ref)
    department = db.session.get(Department, form.department_id.data) if form.validate() else None
    if department is None or not department.active:
        desk.problems = {f"department-{ref}": "Choose one of the list."}
        return shown(desk, "entry/_item_alone.html", status=422, ref=ref)
    content = drafts.set_department(desk.content, ref, department)
    return done(keep(desk, content), "entry/_item_alone.html", ref=ref)


@bp.post("/orders/new/<key:key>/items/<id:ref>/remove-item")
@requires(Permission.ORDERS_TAKE)
def remove_item(key: str, ref: int) -> BaseResponse:
    """Take an item out; one that is gone already is fine."""
    desk = held(key)
    gone = desk.content.item(ref)
    after = keep(desk, desk.content.without(ref))
    after.said = f"Removed {gone.description[:60]}." if gone else ""
    return done(after, "entry/_removed.html", ref=ref)


def _added(desk: Desk, hit: Hit, once: str) -> BaseResponse:
    before = drafts.standing(desk.content, hit)
    try:
        content = drafts.add_hit(desk.content, hit)
    except Refused as full:
        return _not_added(desk, full.message)
    after = keep(desk, content.sent(once or ""))
    item = drafts.standing(after.content, hit)
    assert item is not None  # noqa: S101 - it has just been added
    cases = "1 case" if item.cases == 1 else f"{item.cases} cases"
    after.said = f"Added {item.description}: {cases}."
    return done(after, "entry/_added.html", ref=item.ref, fresh=before is None)


def _which(desk: Desk) -> str:
    """What to ask when words or a code mean several things, or nothing exactly (C16)."""
    if not desk.asks_which:
        return "Choose one of these."
    if any(hit.exact for hit in desk.items_found or []):
        return f"{desk.item_query} means several things. Which one is it?"
    return f"Nothing has exactly the code {desk.item_query}. Is it one of these?"


def _not_added(desk: Desk, said: str) -> Response:
    desk.problems = {"items": said}
    return into(shown(desk, "entry/_add.html", status=422), "#add")


def _not_set(desk: Desk, ref: int, form: SetQuantityForm) -> Response:
    desk.problems = {f"{n}-{ref}": str(said[0]) for n, said in form.errors.items() if n and said}
    desk.typed = {
        "ref": str(ref),
        **{name: request.form.get(name, "")[:12] for name in ("cases", "case_size")},
    }
    refused = shown(desk, "entry/_item_alone.html", status=422, ref=ref)
    return into(refused, f"#item-{ref}")
