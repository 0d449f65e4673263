"""A purchase order as a file: its PDF, and the columns of the vendor."""

from __future__ import annotations

from flask import Response

from app.blueprints.purchasing import bp
from app.blueprints.purchasing.show import may_open
from app.documents.purchases import purchase_file
from app.documents.sheets import CSV
from app.domain.purchasing import queries
from app.domain.purchasing.sheets import columns_of, sheet_of
from app.extensions import db
from app.vocabulary.errors import NotFound
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer


@bp.get("/orders/<id:purchase_order_id>.pdf")
@requires(Permission.PURCHASES_SEE)
def document(purchase_order_id: int) -> Response:
    """The PDF that went out; one with costs is not there for people who may not see them."""
    order = queries.purchase_order(db.session(), purchase_order_id)
    if order.document is None or not may_open(order):
        raise NotFound("There is no such document, or it is not kept any more.")
    found = order.document
    return _file(found.content, found.media_type, f'inline; filename="{found.name}"')


@bp.get("/orders/<id:purchase_order_id>.csv")
@requires(Permission.PURCHASES_SEE)
def file(purchase_order_id: int) -> Response:
    """The order as CSV in the vendor's columns; costs are empty for people who may not see
    them."""
    order = queries.purchase_order(db.session(), purchase_order_id)
    content = purchase_file(
        sheet_of(order, viewer().figures), columns_of(order.vendor.file_columns)
    )
    name = f"purchase-order-{order.number}.csv"
    return _file(content, CSV, f'attachment; filename="{name}"')


def _file(content: bytes, kind: str, disposition: str) -> Response:
    response = Response(content, mimetype=kind)
    response.headers["Content-Disposition"] = disposition
    response.headers["Cache-Control"] = "private, no-store"
    return response
