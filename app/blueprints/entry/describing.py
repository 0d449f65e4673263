"""What no list has: an item in words (C18), or a note that a buyer turns into items (C19)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.entry import bp
from app.blueprints.entry.desk import Desk
from app.blueprints.entry.forms import DescribeItemForm, WriteNoteForm
from app.blueprints.entry.holding import done, held, into, keep, looked_at, shown
from app.domain.orders import drafts
from app.domain.orders.content import DraftContent, DraftItem
from app.extensions import db
from app.models import Department, LineKind
from app.vocabulary.barcodes import is_code, upc_candidates
from app.vocabulary.errors import Invalid, Refused
from app.vocabulary.permissions import Permission
from app.web.access import requires
from app.web.picked import searched_for


@bp.get("/orders/new/<key:key>/describe-item")
@requires(Permission.ORDERS_TAKE)
def describing_item(key: str) -> Response:
    """The form for an item in words, begun with what was searched for."""
    return describe(looked_at(key), searched_for())


@bp.post("/orders/new/<key:key>/describe-item")
@requires(Permission.ORDERS_TAKE)
def describe_item(key: str) -> BaseResponse:
    """Add an item in words; its department is a must (C18, C20)."""
    desk, form = held(key), DescribeItemForm()
    added = _add(desk, form, _item)
    if added is not None:
        return added
    desk.describe_form = form
    return into(shown(desk, "entry/_add.html", status=422), "#add")


@bp.get("/orders/new/<key:key>/write-note")
@requires(Permission.ORDERS_TAKE)
def writing_note(key: str) -> Response:
    """The form for a wish in words."""
    desk = looked_at(key)
    desk.note_form = WriteNoteForm(formdata=None, data={"description": searched_for()})
    return shown(desk, "entry/_add.html")


@bp.post("/orders/new/<key:key>/write-note")
@requires(Permission.ORDERS_TAKE)
def write_note(key: str) -> BaseResponse:
    """Add a note; its department is a must (C19, C20)."""
    desk, form = held(key), WriteNoteForm()
    added = _add(desk, form, _note)
    if added is not None:
        return added
    desk.note_form = form
    return into(shown(desk, "entry/_add.html", status=422), "#add")


def describe(desk: Desk, text: str, *, unknown: bool = False) -> Response:
    """Open the form for an item in words. `unknown`: nothing was found for `text`, so say so."""
    data = {"sku": text[:30]} if is_code(text) else {"description": text}
    desk.describe_form = DescribeItemForm(formdata=None, data=data)
    desk.said = f"Nothing in the catalogues for “{text[:40]}”." if unknown else ""
    return into(shown(desk, "entry/_add.html"), "#add")


def _item(form: Any) -> DraftItem:
    code = form.sku.data
    return DraftItem(
        ref=0,
        description=form.description.data,
        brand=form.brand.data,
        size=form.size.data,
        upc=next(iter(upc_candidates(code)), ""),
        sku="" if upc_candidates(code) else code,
        cases=form.cases.data,
        case_size=form.units,
    )


def _note(form: Any) -> DraftItem:
    return DraftItem(ref=0, kind=LineKind.NOTE, description=form.description.data)


def _add(desk: Desk, form: Any, wish_of: Callable[[Any], DraftItem]) -> BaseResponse | None:
    """Add what the form says; None when something is wrong, which the form then tells."""
    if not form.validate():
        return None
    if desk.content.has_from(form.once.data):
        return done(desk, "entry/_again.html")
    try:
        content = _with(desk, wish_of(form), form.department_id.data)
        return _added(desk, content, form.once.data)
    except Invalid as error:
        form.refuse(error)
    except Refused as full:
        form.form_errors.append(full.message)
    return None


def _with(desk: Desk, wish: DraftItem, department_id: int | None) -> DraftContent:
    """The draft with the wish; Invalid for a department that is not to be chosen."""
    department = db.session.get(Department, department_id) if department_id else None
    if department is not None and not department.active:
        department = None
    return drafts.add_described(desk.content, wish, department)


def _added(desk: Desk, content: DraftContent, once: str) -> BaseResponse:
    after = keep(desk, content.sent(once or ""))
    item = after.content.items[-1]
    after.said = f"Added {item.description[:60]}."
    return done(after, "entry/_added.html", ref=item.ref, fresh=True)
