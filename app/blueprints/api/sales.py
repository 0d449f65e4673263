"""What a register sold, told by itself (C31, C39)."""

from __future__ import annotations

from flask import abort, request
from spectree import Response

from app.blueprints.api import bp
from app.blueprints.api.shapes import Problem, SaleRow, Sales, SalesTaken, spec
from app.domain.register.known import TOLD_DIFFERENTLY, contradicting
from app.domain.register.loose import take_loose
from app.domain.register.plainly import Unreadable, sold_row
from app.domain.register.sales import take
from app.domain.register.values import SoldRow
from app.extensions import csrf, db, limiter
from app.models import Scope
from app.web import tokens
from app.web.access import for_programs

SOURCE = "api"


@bp.before_request
def only_json() -> None:
    """A body is JSON, and not so deep that nobody could read it."""
    if request.method != "POST":
        return
    if not request.is_json:
        abort(415)
    try:
        request.get_json()
    except RecursionError:
        abort(400)


# A program has no session that a token of a form could belong to; its key says who it is.
@bp.post("/sales")
@csrf.exempt
@for_programs(Scope.SALES)
@limiter.limit("120 per minute", key_func=tokens.whose)
@spec.validate(json=Sales, resp=Response(HTTP_200=SalesTaken, HTTP_401=Problem))
def report_sales() -> dict[str, object]:
    """Report rows of receipts

    Each row is taken once, known by its day, receipt and line within the key's store, however often
    it is sent. Needs the scope `sales`.
    """
    store = tokens.token().store
    said: Sales = request.context.json  # type: ignore[attr-defined]
    rows: list[SoldRow] = []
    refused = []
    for each in said.sales:
        if each.training:
            continue
        try:
            rows.append(sold_row(store, **_facts(each)))
        except Unreadable as error:
            refused.append({"receipt": each.receipt, "line": each.line, "reason": error.message})
    session = db.session()
    for row in contradicting(session, SOURCE, rows):
        rows.remove(row)
        told = row.receipt.partition(" ")[2]
        refused.append({"receipt": told, "line": row.receipt_line, "reason": TOLD_DIFFERENTLY})
    taken = take(session, rows, source=SOURCE, own_only=True)
    loose = take_loose(session, rows, source=SOURCE)
    ignored = len(said.sales) - len(refused) - taken.new - taken.known - loose
    return {
        "taken": taken.new + loose,
        "known": taken.known,
        "ignored": ignored,
        "completed": taken.completed,
        "alerts": taken.alerts,
        "refused": refused,
    }


def _facts(row: SaleRow) -> dict[str, object]:
    return {
        "receipt": row.receipt,
        "receipt_line": row.line,
        "kind": row.kind,
        "tag": row.tag or "",
        "upc": row.upc or "",
        "units": row.units_per_case,
        "cases": row.cases,
        "total": row.total,
        "sold_at": row.sold_at,
        "member": row.member,
    }
