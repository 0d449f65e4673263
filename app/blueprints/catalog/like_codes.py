"""Like codes: what is priced alike."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Response

from app.blueprints.catalog import bp
from app.blueprints.catalog.asking import asked, further, number, show, tabs
from app.blueprints.catalog.finding import chosen, found_for
from app.blueprints.catalog.forms import (
    LikeCodeForm,
    NewLikeCodeForm,
    PutInForm,
    data_of,
    values_of,
)
from app.blueprints.catalog.things import add_one, address, change_one, show_one
from app.blueprints.settings.saving import done
from app.domain.catalog import listing
from app.domain.catalog import vendors as trade
from app.domain.catalog.editing import change, the
from app.extensions import db
from app.models import LikeCode, Product
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
    return add_one(
        form,
        LikeCode,
        lambda: _added(form),
        lambda row: f"Like code {row.number} is there. Now put products in.",
    )


@bp.route("/like-codes/<id:like_code_id>/edit", methods=["GET", "POST"])
@requires(Permission.CATALOG_EDIT)
def edit_like_code(like_code_id: int) -> Response:
    """Give it another name."""
    row = _row(like_code_id)
    return change_one(
        row,
        _form,
        lambda form: change(db.session(), row, values_of(form, "name"), by=viewer()),
    )


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
    return done(f"{target.description} {said}.", address(row))


@bp.post("/like-codes/<id:like_code_id>/take-out/<id:product_id>")
@requires(Permission.CATALOG_EDIT, Permission.PRICES_EDIT)
def take_out(like_code_id: int, product_id: int) -> Response:
    """Take a product out: it is priced alone again."""
    row = _row(like_code_id)
    product = the(db.session(), Product, product_id, "product")
    trade.take_out(db.session(), row, product, by=viewer())
    return done(f"{product.description} is out.", address(row))


def _page(row: LikeCode, form: PutInForm, status: int = 200) -> Response:
    context: dict[str, Any] = {}
    if not wants_partial():
        text = form.q.data or asked()
        below = number("items") or listing.NEWEST
        rows = list(db.session.scalars(listing.alike(row.number, before=below)))
        page = listing.page_of(rows, "id")
        context = {
            "items": page.rows,
            "more_items": address(row, items=page.after) if page.after else None,
            "form": form,
            **found_for(text, like_codes=False),
        }
    return show_one(row, status=status, **context)


def _row(like_code_id: int) -> LikeCode:
    found: LikeCode = the(db.session(), LikeCode, like_code_id, "like code")
    return found


def _added(form: NewLikeCodeForm) -> LikeCode:
    return trade.add_like_code(
        db.session(), form.number.data, form.name.data, by=viewer(), once=form.once
    )


def _form(row: LikeCode, **kwargs: Any) -> LikeCodeForm:
    return LikeCodeForm(data=data_of(row, "name"), **kwargs)
