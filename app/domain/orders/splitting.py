"""Splitting (C30): a part of the cases of a line, or whole lines into an order of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.orders import lifecycle, policies
from app.domain.orders.events import note
from app.domain.orders.heirs import go_on_in, heir_of, may_go_on, order_like
from app.domain.orders.numbers import next_number
from app.domain.orders.placing import placed_before
from app.domain.orders.statuses import StatusBook
from app.domain.pricing.lines import retotal
from app.domain.purchasing.following import may_share, share
from app.models import Order, OrderLine
from app.vocabulary.errors import Invalid, Refused
from app.vocabulary.money import cents
from app.vocabulary.permissions import Permission

Cases = Mapping[int, int]


def part_of(
    session: Session, line: OrderLine, cases: int, *, by: Viewer, book: StatusBook
) -> OrderLine:
    """Split an open line in two within its order: `line` keeps `cases` of its cases, the rest goes
    on as the new line that is returned, with the same edits, prices and status, untagged (C30,
    B10). Each total is rounded by itself (decision 4); what was promised is shared by cases, to
    the cent. What is bought for it stays where it is: see `following.share`.

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


def split_off(
    session: Session,
    order: Order,
    lines: Sequence[OrderLine],
    *,
    by: Viewer,
    book: StatusBook,
    one_time_key: str,
    cases: Cases | None = None,
) -> Order:
    """Make a new order of some lines of `order`, for the same customer with the same contact and
    wishes (C30). `cases`, by line number, takes only so many cases of a line. A second call with
    the key returns the first order. Refused when nothing would stay, or for closed or sold lines;
    NotAllowed; Invalid ("cases")."""
    by.can(Permission.ORDERS_SPLIT).enforce()
    known = placed_before(session, one_time_key)
    if known is not None:
        return known
    may_go_on(session, lines).enforce()
    if not _stays(order, lines, cases or {}):
        raise Refused("Nothing would stay in this order. Leave a line, or a case, where it is.")
    made = order_like(session, order, one_time_key, next_number(session))
    carry_over(session, taken_out(session, lines, cases or {}, by=by, book=book), made, by, book)
    return made


def split_cases(
    session: Session, line: OrderLine, cases: int, *, by: Viewer, book: StatusBook
) -> OrderLine:
    """As `part_of`, by somebody who may split orders: its purchase is shared too. NotAllowed;
    Refused also when some of it came already."""
    by.can(Permission.ORDERS_SPLIT).enforce()
    may_go_on(session, [line]).enforce()
    return _cut(session, line, cases, by, book)


def taken_out(
    session: Session,
    lines: Sequence[OrderLine],
    cases: Cases,
    *,
    by: Viewer,
    book: StatusBook,
) -> list[OrderLine]:
    """The lines that will go: whole ones as they are, of others the part that `cases` names by line
    number, made a line first. Invalid ("cases")."""
    gone = []
    for line in lines:
        some = cases.get(line.number, line.cases)
        if not 1 <= some <= line.cases:
            raise Invalid({"cases": f"{line.description[:60]}: take 1 to {line.cases} cases."})
        whole = some == line.cases
        gone.append(line if whole else _cut(session, line, line.cases - some, by, book))
    return gone


def carry_over(
    session: Session, lines: Sequence[OrderLine], target: Order, by: Viewer, book: StatusBook
) -> list[OrderLine]:
    """Let lines of one order go on in `target`, settle both, and tell it in both timelines."""
    source = lines[0].order
    heirs = [go_on_in(session, line, target, by=by, book=book) for line in lines]
    for order in (source, target):
        lifecycle.settle(order, book)
    pairs = [[line.number, heir.number] for line, heir in zip(lines, heirs, strict=True)]
    detail: dict[str, Any] = {"from": source.number, "lines": pairs}
    note(target, "lines_came", by, detail=detail | {"what": [h.description[:60] for h in heirs]})
    session.flush()
    return heirs


def _cut(session: Session, line: OrderLine, cases: int, by: Viewer, book: StatusBook) -> OrderLine:
    may_share(session, line).enforce()
    rest = part_of(session, line, cases, by=by, book=book)
    share(session, line, rest)
    return rest


def _stays(order: Order, lines: Sequence[OrderLine], cases: Cases) -> bool:
    """Whether something open is left in the order."""
    whole = {line.id for line in lines if cases.get(line.number, line.cases) == line.cases}
    return any(line.open and line.id not in whole for line in order.lines)
