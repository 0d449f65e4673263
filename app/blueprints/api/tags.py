"""A tag as it must ring up (C35)."""

from __future__ import annotations

from flask import abort
from spectree import Response

from app.blueprints.api import bp
from app.blueprints.api.shapes import Problem, Tag, spec
from app.domain.register.pending import ring_up_of
from app.domain.register.values import RingUp
from app.extensions import db, limiter
from app.models import Scope
from app.vocabulary.barcodes import read_tag
from app.web import tokens
from app.web.access import for_programs


@bp.get("/tags/<tag:tag_code>")
@for_programs(Scope.TAGS)
@limiter.limit("600 per minute", key_func=tokens.whose)
@spec.validate(resp=Response(HTTP_200=Tag, HTTP_401=Problem, HTTP_404=Problem))
def tag(tag_code: str) -> dict[str, object]:
    """The line of a scanned tag, and whether it may be rung up now

    The code is taken with and without check digit and leading zeros. A key knows the lines of its
    store and those that are picked up there. Needs the scope `tags`; prices are there only with
    the scope `prices`.
    """
    ref = read_tag(tag_code)
    if ref is None:
        abort(404)
    line, may = ring_up_of(db.session(), ref, tokens.token().store_id)
    facts: dict[str, object] = {
        "order": ref.order_number,
        "line": ref.line_number,
        "may_ring_up": bool(line and may),
        "reason": may.reason,
    }
    return facts | (_of(line) if line is not None else {})


def _of(line: RingUp) -> dict[str, object]:
    facts: dict[str, object] = {
        "upc": line.upc,
        "description": line.description,
        "department": line.department,
        "units_per_case": line.units,
        "cases": line.cases,
        "discountable": line.discountable,
    }
    if tokens.token().may(Scope.PRICES):
        facts |= {
            "unit_price": str(line.unit_price),
            "total": str(line.total),
            "regular_total": str(line.retail),
        }
    return facts
