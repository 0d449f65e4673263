"""A slip of an order for the customer to take along: a page made for paper."""

from __future__ import annotations

from flask import Response, render_template

from app.blueprints.orders import bp
from app.domain.orders import queries
from app.domain.pricing.view import view_of_line
from app.domain.printing.printers import printers_for
from app.domain.settings.reading import settings_of
from app.extensions import db
from app.models import LineKind, PaperUse
from app.vocabulary.figures import Figure
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.forms import new_key


@bp.get("/orders/<id:number>/slip")
@requires(Permission.ORDERS_SEE)
def slip(number: int) -> Response:
    """What was ordered, for whom, and where to get it; amounts only for people who see them
    (C8)."""
    order = queries.by_number(db.session(), number)
    seen = viewer().figures
    rows = [
        (line, line.kind is LineKind.NOTE, view_of_line(line, seen).figures.get(Figure.TOTAL.value))
        for line in order.lines
        if line.open
    ]
    return Response(
        render_template(
            "orders/slip.html",
            order=order,
            rows=rows,
            sees_totals=Figure.TOTAL in seen,
            printers=printers_for(db.session(), viewer().store_id, PaperUse.SLIP),
            key=new_key(),
            pickup_days=settings_of(db.session(), order.store_id).pickup_days,
        )
    )
