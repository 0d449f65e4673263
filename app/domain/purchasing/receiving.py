"""Receiving: what came, what came instead, what did not come (C25, B10, B19).

Every word leaves a `Receiving` row and an event on the customer's order; a line whose cases are all
here arrives through the lifecycle. A one-time key makes each scan count once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.orders import lifecycle
from app.domain.orders.events import note
from app.domain.orders.queries import hold_orders
from app.domain.orders.splitting import part_of
from app.domain.orders.statuses import StatusBook
from app.domain.purchasing.finding import WAIT, Awaited, Found, How, awaited, find
from app.domain.purchasing.following import for_rest
from app.domain.purchasing.leaving import back_to, close_if_settled, touch
from app.models import (
    BY_HAND,
    OrderLine,
    PurchaseLine,
    PurchaseOrder,
    ReceiptKind,
    Receiving,
)
from app.vocabulary import clock
from app.vocabulary.errors import Invalid, NotFound, Refused
from app.vocabulary.permissions import Permission
from app.vocabulary.statuses import Key

GONE = "Nothing is waited for on this line any more."
LONGEST_INSTEAD = 200


@dataclass(frozen=True)
class Said:
    """How something was said: by whom, once by a key, after which code."""

    by: Viewer
    key: str
    code: str = ""


@dataclass(frozen=True)
class Scan:
    """What a scan did: what it found, and the case it took, if any."""

    found: Found
    took: Receiving | None


def said_before(session: Session, key: str) -> Receiving | None:
    """What was said with this one-time key already, if anything."""
    return session.scalar(sa.select(Receiving).where(Receiving.one_time_key == key))


def scan(session: Session, said: Said, book: StatusBook) -> Scan:
    """Look `said.code` up and take one case for the line that has waited longest. Takes nothing for
    a purchase order's number, or where nobody has ordered it yet: then people choose. Raises
    NotAllowed."""
    said.by.can(Permission.PURCHASES_RECEIVE).enforce()
    known = said_before(session, said.key)
    found = find(session, said.code, said.by.store_id, lock=known is None)
    if known is not None or not found.placed or found.how is How.PURCHASE:
        return Scan(found, known)
    return Scan(found, _take(session, found.placed[0], 1, said, book))


def take(session: Session, line_id: int, cases: int, said: Said, book: StatusBook) -> Receiving:
    """So many cases of a line came; when all are here it arrives. Raises NotAllowed, NotFound,
    Invalid for more than are waited for, Refused when nothing is."""
    known = _known(session, said)
    if known is not None:
        return known
    one = _held(session, line_id, said)
    if not 1 <= cases <= one.left:
        raise Invalid({"cases": f"{one.left} of {one.line.cases} are waited for."})
    return _take(session, one, cases, said, book)


def rest_later(
    session: Session, line_id: int, cases: int, said: Said, book: StatusBook
) -> Receiving:
    """`cases` came now (0: what came already is all), fewer than are waited for, and the rest comes
    later: what is here arrives, the rest goes on waiting as a line of its own, on the same purchase
    order. Raises as `take`."""
    return _fewer(session, line_id, cases, said, book, later=True)


def that_is_all(
    session: Session, line_id: int, cases: int, said: Said, book: StatusBook
) -> Receiving:
    """As `rest_later`, but nothing more comes: the rest is canceled as a line of its own, so that
    price, promise and tag are of what is here."""
    return _fewer(session, line_id, cases, said, book, later=False)


def substitute(
    session: Session, line_id: int, instead: str, said: Said, book: StatusBook
) -> Receiving:
    """Something else came. What it is is written down, and the customer is to be asked: the line is
    held as Pending, not arrived. Raises as `take`."""
    known = _known(session, said)
    if known is not None:
        return known
    one = _held(session, line_id, said)
    if not instead:
        raise Invalid({"instead": "Write what came instead."})
    made = _say(session, one, ReceiptKind.SUBSTITUTE, one.left, said, instead)
    line = one.line
    words = f"Came instead of line {line.number}: {instead}. Ask the customer."
    line.order.comments = "\n".join(part for part in (line.order.comments, words) if part)
    note(line.order, "substituted", said.by, line=line, detail={"instead": instead})
    _not_here(session, one, made, book, Key.PENDING, said)
    return made


def missing(session: Session, line_id: int, said: Said, book: StatusBook) -> Receiving:
    """Nothing of it came: it goes back to be ordered again, where it stood before. Raises as
    `take`, and Refused if some of it came: then the rest is `that_is_all` or `rest_later`."""
    known = _known(session, said)
    if known is not None:
        return known
    one = _held(session, line_id, said)
    if one.came:
        raise Refused(f"{one.came} of it came. Say what becomes of the rest.")
    made = _say(session, one, ReceiptKind.MISSING, one.left, said)
    note(one.line.order, "did_not_come", said.by, line=one.line, detail={"cases": one.left})
    to = back_to(one.purchase_line, book) if one.purchase_line else Key.NEW_NO_CALL
    _not_here(session, one, made, book, to, said)
    return made


def put_in_bin(session: Session, line_id: int, place: str, *, by: Viewer) -> OrderLine:
    """Write where a line's goods stand. Raises NotAllowed, NotFound."""
    by.can(Permission.PURCHASES_RECEIVE).enforce()
    hold_orders(session, [line_id])
    line = session.get(OrderLine, line_id, populate_existing=True)
    if line is None or line.store_id != by.store_id or not line.open:
        raise NotFound("There is no such line here.")
    if line.bin != place:
        changed = {"bin": [line.bin, place]}
        line.bin = place
        note(line.order, "line_edited", by, line=line, detail={"changed": changed})
    return line


def rest_key(key: str) -> str:
    """The key under which is kept what did not come, when `key` said that nothing more comes."""
    return f"{key[:61]}~no"


def _known(session: Session, said: Said) -> Receiving | None:
    said.by.can(Permission.PURCHASES_RECEIVE).enforce()
    return said_before(session, said.key)


def _held(session: Session, line_id: int, said: Said) -> Awaited:
    """The line, its order locked. NotFound in another store, Refused if nothing is waited for."""
    hold_orders(session, [line_id])
    found = awaited(session, [line_id], lock=True)
    if not found or found[0].line.store_id != said.by.store_id:
        raise NotFound("There is no such line here.")
    one = found[0]
    if not one.line.open or one.line.stage not in WAIT or not one.left:
        raise Refused(GONE)
    return one


def _take(session: Session, one: Awaited, cases: int, said: Said, book: StatusBook) -> Receiving:
    made = _say(session, one, ReceiptKind.CAME, cases, said)
    line = one.line
    facts = {"cases": cases, "of": line.cases, "came": one.came + cases}
    note(line.order, "received", said.by, line=line, detail=facts)
    if one.purchase_line is not None:
        one.purchase_line.cases_received += cases
    if one.came + cases >= line.cases:
        _arrive(session, one, made, said.by, book)
    return made


def _fewer(
    session: Session, line_id: int, cases: int, said: Said, book: StatusBook, *, later: bool
) -> Receiving:
    known = _known(session, said)
    if known is not None:
        return known
    one = _held(session, line_id, said)
    total = one.came + cases
    if cases < 0 or not 1 <= total < one.line.cases:
        waited = one.line.cases - 1
        raise Invalid({"cases": f"Write how many came: at least 1, at most {waited}."})
    rest = part_of(session, one.line, total, by=said.by, book=book)
    row = one.purchase_line
    if row is not None:
        row.cases_received, row.cases = total, total
    made = _say(session, one, ReceiptKind.CAME, cases, said)
    if later and row is not None:
        session.add(for_rest(row, rest))
    if not later:
        lost = Awaited(rest, row, 0)
        also = Said(said.by, rest_key(said.key), said.code)
        _say(session, lost, ReceiptKind.MISSING, rest.cases, also)
        lifecycle.move(rest, book[Key.CANCELED], by=said.by, book=book, why="did not come")
    facts = {"cases": cases, "of": total + rest.cases, "came": total, "later": later}
    note(one.line.order, "received", said.by, line=one.line, detail=facts)
    _arrive(session, one, made, said.by, book)
    return made


def _say(
    session: Session,
    one: Awaited,
    kind: ReceiptKind,
    cases: int,
    said: Said,
    instead: str = "",
) -> Receiving:
    line, row = one.line, one.purchase_line
    made = Receiving(
        one_time_key=said.key,
        at=clock.now(),
        user_id=said.by.user_id,
        store_id=line.store_id,
        vendor_id=line.vendor_id,
        purchase_line_id=row.id if row else None,
        order_line_id=line.id,
        kind=kind,
        cases=cases,
        # These words may be looked for too; nobody's scan is a move by hand for that.
        code=said.code[:40] if said.code != BY_HAND else "",
        instead=instead[:LONGEST_INSTEAD],
        placed_at=line.placed_at,
        expected_on=line.expected_on,
    )
    session.add(made)
    session.flush()
    return made


def _arrive(session: Session, one: Awaited, made: Receiving, by: Viewer, book: StatusBook) -> None:
    line, said = one.line, _stood(one.line, made)
    lifecycle.move(line, book[Key.ARRIVED], by=by, book=book, said=said, follows=False)
    _settle(session, one.purchase_line)


def _not_here(
    session: Session, one: Awaited, made: Receiving, book: StatusBook, to: str, said: Said
) -> None:
    """The line's purchase is settled without it, and the line goes back to `to`."""
    _settle(session, one.purchase_line)
    one.line.expected_on = None
    stood = _stood(one.line, made)
    lifecycle.move(one.line, book[to], by=said.by, book=book, why="did not come", said=stood)


def _stood(line: OrderLine, made: Receiving) -> dict[str, Any]:
    """What the event of a move keeps, so that it can be taken back: by which receipt the line was
    moved, and since when it had stood where it stood."""
    return {"receipt": made.id, "since": line.status_since.isoformat()}


def _settle(session: Session, row: PurchaseLine | None) -> None:
    if row is None:
        return
    row.settled_at = clock.now()
    order = session.get_one(PurchaseOrder, row.purchase_order_id, with_for_update=True)
    touch(order)
    close_if_settled(session, order)
