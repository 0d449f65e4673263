"""Like codes: what is priced alike."""

from __future__ import annotations

from typing import Any

from flask import url_for
from werkzeug.wrappers import Response

from app.blueprints.catalog import bp
from app.blueprints.catalog.asking import asked, done, further, number, past_of, show, tabs
from app.blueprints.catalog.finding import chosen, found_for
from app.blueprints.catalog.forms import (
    LikeCodeForm,
    NewLikeCodeForm,
    PutInForm,
    data_of,
    values_of,
)
from app.blueprints.settings.saving import saved
from app.domain.catalog import listing
from app.domain.catalog import vendors as trade
from app.domain.catalog.editing import change, the
from app.extensions import db
from app.models import CatalogThing, LikeCode, Product
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.htmx import wants_partial


@bp.get("/like-codes")
@requires(Permission.CATALOG_SEE)
def like_codes() -> Response:
    """By number."""
    text, after = asked(), number("after")
    query = listing.like_codes(text, after=-1 if after is None else after)
    page = listing.page_of(list(db.session.scalars(query)), "number")
    return show(
        "like_codes",
        partial="_like_codes",
        rows=page.rows,
        text=text,
        older=further("catalog.like_codes", after=page.after) if page.after else None,
        tabs=tabs("catalog.like_codes"),
    )


@bp.get("/like-codes/<id:like_code_id>")
@requires(Permission.CATALOG_SEE)
def like_code(like_code_id: int) -> Response:
    """One like code: its products, and its past. For htmx, what a search for a product finds."""
    row = _row(like_code_id)
    if wants_partial() and not number("before"):
        return show("_found", **found_for(asked(), like_codes=False))
    return _page(row, PutInForm(formdata=None))


@bp.route("/like-codes/new", methods=["GET", "POST"])
@requires(Permission.CATALOG_EDIT)
def new_like_code() -> Response:
    """Add one."""
    form = NewLikeCodeForm()
    if not form.is_submitted():
        return show("like_code_form", form=form, row=None)
    made: list[LikeCode] = []
    status = saved(form, lambda: made.append(_added(form)))
    if status:
        return show("like_code_form", status=status, form=form, row=None)
    url = url_for(".like_code", like_code_id=made[0].id)
    return done(f"Like code {made[0].number} is there. Now put products in.", url)


@bp.route("/like-codes/<id:like_code_id>/edit", methods=["GET", "POST"])
@requires(Permission.CATALOG_EDIT)
def edit_like_code(like_code_id: int) -> Response:
    """Give it another name."""
    row = _row(like_code_id)
    form = LikeCodeForm(data=data_of(row, "name"))
    if not form.is_submitted():
        return show("like_code_form", form=form, row=row)
    status = saved(
        form,
        lambda: change(db.session(), row, values_of(form, "name"), by=viewer()),
        row=row,
        again=lambda: LikeCodeForm(formdata=None, data=data_of(row, "name")),
    )
    if status:
        return show("like_code_form", status=status, form=form, row=row)
    return done(f"{row.name} is saved.", url_for(".like_code", like_code_id=row.id))


@bp.post("/like-codes/<id:like_code_id>/put-in")
@requires(Permission.CATALOG_EDIT, Permission.PRICES_EDIT)
def put_in(like_code_id: int) -> Response:
    """Put a product in: the one that was chosen, or the only one with the code typed."""
    row, form = _row(like_code_id), PutInForm()
    target = chosen(form, like_codes=False) if form.validate() else None
    if not isinstance(target, Product):
        return _page(row, form, 422)
    said = "is there already"
    if trade.put_in(db.session(), row, target, by=viewer()):
        said = "is in"
    return done(f"{target.description} {said}.", url_for(".like_code", like_code_id=row.id))


@bp.post("/like-codes/<id:like_code_id>/take-out/<id:product_id>")
@requires(Permission.CATALOG_EDIT, Permission.PRICES_EDIT)
def take_out(like_code_id: int, product_id: int) -> Response:
    """Take a product out: it is priced alone again."""
    row = _row(like_code_id)
    product = the(db.session(), Product, product_id, "product")
    trade.take_out(db.session(), row, product, by=viewer())
    url = url_for(".like_code", like_code_id=row.id)
    return done(f"{product.description} is out.", url)


def _page(row: LikeCode, form: PutInForm, status: int = 200) -> Response:
    past = past_of(CatalogThing.LIKE_CODE, row.id)
    older = url_for(".like_code", like_code_id=row.id, before=past.before) if past.before else None
    context: dict[str, Any] = {}
    if not wants_partial():
        text = form.q.data or asked()
        below = number("items") or listing.NEWEST
        rows = list(db.session.scalars(listing.alike(row.number, before=below)))
        page = listing.page_of(rows, "id")
        further_items = url_for(".like_code", like_code_id=row.id, items=page.after)
        context = {
            "items": page.rows,
            "more_items": further_items if page.after else None,
            "form": form,
            **found_for(text, like_codes=False),
        }
    return show(
        "like_code", status=status, partial="_history", row=row, past=past, older=older, **context
    )


def _row(like_code_id: int) -> LikeCode:
    found: LikeCode = the(db.session(), LikeCode, like_code_id, "like code")
    return found


def _added(form: NewLikeCodeForm) -> LikeCode:
    return trade.add_like_code(
        db.session(), form.number.data, form.name.data, by=viewer(), once=form.once
    )
