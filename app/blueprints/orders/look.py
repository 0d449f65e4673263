"""How somebody likes the pending list: columns, density, rows, keys. Kept with the person."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, HiddenField, RadioField, SelectChoice, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.blueprints.orders import bp
from app.blueprints.orders.columns import columns_for, offered
from app.blueprints.orders.pending import HERE, PENDING
from app.blueprints.orders.rows import sees_totals
from app.domain.lists.likes import keep, likes_of
from app.extensions import db
from app.vocabulary.errors import Invalid
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.clash import packed, unpacked
from app.web.forms import CleanForm
from app.web.htmx import go, in_dialog, safe_next


class LookForm(CleanForm):
    """How the list looks."""

    columns = SelectMultipleField(
        "Columns", widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    dense = RadioField(
        "Height of a row",
        choices=[SelectChoice("", "Roomy"), SelectChoice("1", "Dense")],
    )
    rows = RadioField(
        "A row is", choices=[SelectChoice("line", "A line"), SelectChoice("order", "An order")]
    )
    keys = BooleanField("Single keys work in the list")
    was = HiddenField("")
    next = HiddenField("")


@bp.route("/pending/look", methods=["GET", "POST"])
@requires(Permission.ORDERS_SEE)
def look() -> Response:
    """Choose columns, density, rows and keys; they are the person's, on whatever device."""
    session, by = db.session(), viewer()
    likes, totals = likes_of(session, by.user_id, PENDING), sees_totals(by)
    free = [column for column in offered(totals=totals) if not column.fixed]
    now = [column for column in columns_for(likes.columns, totals=totals) if column in free]
    chosen: dict[str, Any] = {
        "columns": [column.key for column in now],
        "dense": "1" if likes.dense else "",
        "rows": "order" if likes.by_order else "line",
        "keys": likes.keys,
        "was": packed(
            {
                "columns": tuple(column.key for column in now),
                "dense": likes.dense,
                "by_order": likes.by_order,
                "keys": likes.keys,
            }
        ),
        "next": safe_next(request.args.get("next")) or "",
    }
    form = LookForm(data=chosen)
    form.columns.choices = [SelectChoice(column.key, column.label) for column in free]
    if form.validate_on_submit() and by.user_id is not None:
        wanted = {
            "columns": tuple(form.columns.data or ()),
            "dense": form.dense.data == "1",
            "by_order": form.rows.data == "order",
            "keys": bool(form.keys.data),
        }
        keep(session, by.user_id, PENDING, **_changed(form, wanted))
        return go(safe_next(form.next.data) or url_for(HERE))
    status = 422 if form.is_submitted() else 200
    return in_dialog("orders/look.html", "orders/_look.html", status=status, form=form)


def _changed(form: LookForm, wanted: dict[str, Any]) -> dict[str, Any]:
    """What somebody changed in this form; everything if it does not say what it was made from. What
    another tab of theirs changed meanwhile is not put back."""
    was, now = unpacked(form.was.data), unpacked(packed(wanted))
    return {name: value for name, value in wanted.items() if now[name] != was.get(name)}


@bp.post("/pending/keys")
@requires(Permission.ORDERS_SEE)
def set_keys() -> Response:
    """Put the keys of the list off, or on again (WCAG 2.1.4)."""
    session, by = db.session(), viewer()
    wanted = request.form.get("on")
    if wanted not in ("0", "1"):
        raise Invalid({"on": "Choose on or off."})
    if by.user_id is not None:
        keep(session, by.user_id, PENDING, keys=wanted == "1")
    return go(safe_next(request.form.get("next")) or url_for(HERE))
