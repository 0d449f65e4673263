"""What a register did that somebody should look at: a tag sold twice, sold although its line is
closed, or before it was reopened, refunded after it was completed, or of no order at all (B17)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.access import Viewer
from app.models import AlertKind, OrderLine, RegisterAlert, RegisterSale, SaleRowKind
from app.vocabulary import clock
from app.vocabulary.errors import NotFound
from app.vocabulary.permissions import Permission
from app.vocabulary.statuses import Key

MOST_SHOWN = 100


@dataclass(frozen=True)
class _Told:
    """What is wrong with a line's sales: the sale that shows it, and the one it stands against."""

    kind: AlertKind
    sale: RegisterSale
    earlier: RegisterSale | None = None


def look_at(session: Session, made: Collection[RegisterSale], lines: dict[int, OrderLine]) -> int:
    """Leave an alert for whatever is wrong now with the lines that the new rows `made` are about;
    once per sale. Returns how many."""
    found = [_Told(AlertKind.UNKNOWN, row) for row in made if row.order_line_id is None]
    ids = {row.order_line_id for row in made if row.order_line_id is not None}
    fresh = {row.id for row in made}
    for line_id, rows in _sales_of(session, ids).items():
        told = _wrong(lines[line_id], rows, fresh)
        found += [told] if told else []
    for each in found:
        session.add(
            RegisterAlert(
                kind=each.kind,
                store_id=each.sale.store_id,
                order_line_id=each.sale.order_line_id,
                sale=each.sale,
                earlier=each.earlier,
                at=clock.now(),
            )
        )
    return len(found)


def waiting(store_id: int) -> sa.Select[int]:
    """Ids of what nobody has seen yet in a store."""
    unseen = RegisterAlert.seen_at.is_(None)
    return sa.select(RegisterAlert.id).where(RegisterAlert.store_id == store_id, unseen)


def shown(session: Session, store_id: int, *, seen: bool = False) -> Sequence[RegisterAlert]:
    """The alerts of a store, newest first; with `seen`, those that somebody has seen."""
    query = (
        sa.select(RegisterAlert)
        .where(
            RegisterAlert.store_id == store_id,
            RegisterAlert.seen_at.is_not(None) if seen else RegisterAlert.seen_at.is_(None),
        )
        .options(
            joinedload(RegisterAlert.line).joinedload(OrderLine.order),
            joinedload(RegisterAlert.line).joinedload(OrderLine.status_row),
            joinedload(RegisterAlert.sale),
            joinedload(RegisterAlert.earlier),
            joinedload(RegisterAlert.seen_by),
        )
        .order_by(RegisterAlert.id.desc())
        .limit(MOST_SHOWN)
    )
    return session.scalars(query).all()


def mark_seen(session: Session, alert_id: int, *, by: Viewer) -> RegisterAlert:
    """Somebody looked at it; the first one counts. Raises NotFound, NotAllowed."""
    by.can(Permission.ORDERS_MOVE).enforce()
    alert = session.scalar(
        sa.select(RegisterAlert).where(RegisterAlert.id == alert_id).with_for_update()
    )
    if alert is None or alert.store_id != by.store_id:
        raise NotFound("There is no such alert in this store.")
    if alert.seen_at is None:
        alert.seen_at, alert.seen_by_id = clock.now(), by.user_id
    return alert


def _sales_of(session: Session, ids: Collection[int]) -> dict[int, list[RegisterSale]]:
    """Everything that counts of these lines, oldest first."""
    if not ids:
        return {}
    query = (
        sa.select(RegisterSale)
        .where(RegisterSale.order_line_id.in_(ids), RegisterSale.counts == 1)
        .order_by(RegisterSale.sold_at, RegisterSale.id)
    )
    found: dict[int, list[RegisterSale]] = {}
    for row in session.scalars(query):
        found.setdefault(row.order_line_id or 0, []).append(row)
    return found


def _wrong(line: OrderLine, rows: Sequence[RegisterSale], fresh: Collection[int]) -> _Told | None:
    """What is wrong with the sales of a line, if a fresh row is part of it."""
    if line.reopened_at is not None:
        # What was sold before was answered by whoever opened the line again.
        rows = [row for row in rows if row.created_at > line.reopened_at]
    newest = next((row for row in reversed(rows) if row.id in fresh), None)
    if newest is None:
        return None
    standing = _standing(rows)
    # A lane that was without network sends its rows late: the fresh one need not be the last one.
    shows = next((row for row in reversed(standing) if row.id in fresh), None)
    if shows is not None and len(standing) > 1:
        return _Told(AlertKind.TWICE, shows, next(row for row in standing if row is not shows))
    if shows is not None and line.open == 0 and line.status != Key.COMPLETED:
        return _Told(AlertKind.CLOSED, shows)
    if shows is not None and _is_answered(line, shows):
        return _Told(AlertKind.BEFORE, shows)
    if not standing and line.status == Key.COMPLETED and newest.kind is not SaleRowKind.SALE:
        sales = [row for row in rows if row.kind is SaleRowKind.SALE]
        return _Told(AlertKind.REFUNDED, newest, sales[-1] if sales else None)
    return None


def _is_answered(line: OrderLine, sale: RegisterSale) -> bool:
    """Whether whoever reopened a line may have known of a sale that is read only now. A night that
    was taken back gives lines their old day again: it wants their sales to count."""
    opened = line.reopened_at
    return opened is not None and sale.sold_at < opened <= line.status_since


def _standing(rows: Sequence[RegisterSale]) -> list[RegisterSale]:
    """The sales that nothing took back: a void or refund takes back the newest sale, that of its
    own receipt first."""
    left: list[tuple[RegisterSale, Decimal]] = []
    for row in rows:
        if row.quantity > 0:
            left.append((row, row.quantity))
            continue
        back = -row.quantity
        own = [n for n, (sale, _) in enumerate(left) if sale.receipt == row.receipt]
        for n in [*reversed(own), *reversed([n for n in range(len(left)) if n not in own])]:
            sale, rest = left[n]
            taken = min(rest, back)
            left[n], back = (sale, rest - taken), back - taken
    return [sale for sale, rest in left if rest > 0]
