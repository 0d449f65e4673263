"""Two records of one customer made one, and taken apart again."""

from __future__ import annotations

from typing import Any

from flask import flash, request, url_for
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app.blueprints.customers import bp
from app.blueprints.customers.sides import CHOICE, MERGED, sides, usual
from app.domain.customers import belongings, merging, queries, unmerging
from app.domain.customers.lookalike import Typed, alike
from app.extensions import db
from app.models import Customer
from app.vocabulary.errors import Refused, Stale
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.forms import CleanForm, Version
from app.web.htmx import go, page
from app.web.picked import searched_for

AGAIN = "Somebody changed one of the records since you opened this. Look once more, then merge."


class MergeForm(CleanForm):
    """The versions of both records that were compared; the choices are read by their names."""

    version = Version()
    other_version = Version()


@bp.get("/customers/<id:customer_id>/merge")
@requires(Permission.CUSTOMERS_MANAGE)
def find_other(customer_id: int) -> Response:
    """Look for the other record of the same customer; those alike are offered."""
    customer = queries.by_id(db.session(), customer_id)
    query = searched_for()
    found = queries.find(db.session(), query) if query else []
    typed = Typed(customer.first_name, customer.last_name, customer.phone, customer.email)
    return page(
        "customers/find_other.html",
        "customers/_others_found.html",
        customer=customer,
        query=query,
        found=[one for one in found if one.id != customer.id],
        alike=[] if query else alike(db.session(), typed, but=customer.id),
    )


@bp.route("/customers/<id:customer_id>/merge/<id:other_id>", methods=["GET", "POST"])
@requires(Permission.CUSTOMERS_MANAGE)
def merge(customer_id: int, other_id: int) -> Response:
    """Both records side by side, what would go over, and the merge itself."""
    if request.method == "POST":
        return _merged(customer_id, other_id)
    kept = queries.by_id(db.session(), customer_id)
    other = queries.by_id(db.session(), other_id)
    if kept.id == other.id:
        raise Refused("That is the same record.")
    if other.merged_into_id == kept.id:
        return go(url_for(".show", customer_id=kept.id))
    return _shown(kept, other, usual(kept, other))


@bp.post("/customers/merges/<id:customer_merge_id>/undo")
@requires(Permission.CUSTOMERS_MANAGE)
def undo_merge(customer_merge_id: int) -> Response:
    """Take a merge back, and say what was changed since and stays."""
    stayed = unmerging.undo(db.session(), customer_merge_id, viewer())
    merge = unmerging.by_id(db.session(), customer_merge_id)
    if stayed:
        flash(f"They are two again. Changed since, and left: {', '.join(stayed)}.", "warn")
    else:
        flash("They are two again, as they were.", "done")
    return go(url_for(".data", customer_id=merge.kept_id))


def _merged(customer_id: int, other_id: int) -> Response:
    session = db.session()
    both = merging.pair(session, customer_id, other_id)
    form = MergeForm()
    chosen = {
        name.removeprefix(CHOICE)
        for name, value in request.form.items()
        if name.startswith(CHOICE) and value == MERGED
    }
    try:
        if both.merged.merged_into_id != both.kept.id:
            form.version.check(both.kept)
            _check_other(form, both.merged)
        merging.merge(session, both, chosen, viewer())
    except (Stale, StaleDataError):
        session.rollback()
        kept, other = (queries.by_id(session, key) for key in (customer_id, other_id))
        return _shown(kept, other, chosen, status=409, problem=AGAIN)
    flash("They are one record now. This can be undone from its data page.", "done")
    return go(url_for(".show", customer_id=customer_id))


def _check_other(form: Any, other: Customer) -> None:
    if str(form.other_version.data or "") != str(other.version):
        raise Stale(AGAIN)


def _shown(
    kept: Customer, other: Customer, chosen: set[str], *, status: int = 200, problem: str = ""
) -> Response:
    both = sides(db.session(), kept, other, chosen)
    return page(
        "customers/merge.html",
        "customers/merge.html",
        status=status,
        kept=kept,
        other=other,
        rows=both,
        moves=belongings.counted(db.session(), other),
        problem=problem,
    )
