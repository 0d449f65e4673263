"""Splitting (C30): a part of the cases of a line, or whole lines into an order of their own."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.orders import lifecycle, policies
from app.domain.orders.events import note
from app.domain.orders.heirs import heir_of
from app.domain.orders.statuses import StatusBook
from app.domain.pricing.lines import retotal
from app.models import OrderLine
from app.vocabulary.errors import Invalid
from app.vocabulary.money import cents


def part_of(
    session: Session, line: OrderLine, cases: int, *, by: Viewer, book: StatusBook
) -> OrderLine:
    """Split an open line in two within its order: `line` keeps `cases` of its cases, the rest goes
    on as the new line that is returned, with the same edits, prices and status, untagged (C30,
    B10). Each total is rounded by itself (decision 4); what was promised is shared by cases, to
    the cent. Purchase lines stay where they are.

    Who may is the caller's to ask. Invalid ("cases") unless both parts have at least one case,
    Refused for a closed line or an order of 99 lines."""
    policies.may_edit_line(line).enforce()
    whole = line.cases
    if not 1 <= cases < whole:
        raise Invalid({"cases": f"Keep at least 1 and at most {whole - 1} of the {whole} cases."})
    promised = line.confirmed_total
    rest = heir_of(session, line, line.order)
    line.cases, rest.cases = cases, whole - cases
    if promised is not None:
        line.confirmed_total = cents(promised * cases / whole)
        rest.confirmed_total = promised - line.confirmed_total
    retotal(line)
    retotal(rest)
    lifecycle.settle(line.order, book)
    detail = {"cases": [whole, cases], "rest": rest.number}
    note(line.order, "cases_split", by, line=line, detail=detail)
    session.flush()
    return rest
