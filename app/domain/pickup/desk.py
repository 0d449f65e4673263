"""Handing goods over and taking them back: rows of sales, as a register would write them (C31).

The line itself stays as it is: the night completes what was sold, whoever sold it (C31, C37).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from app.domain.access import Viewer
from app.domain.orders.events import note
from app.domain.orders.queries import hold_orders
from app.domain.pickup.policies import may_hand_over, may_take_back
from app.domain.pickup.sold import DESK, Sold, is_given_out, is_gone, sold_of, stands
from app.domain.register import asking
from app.domain.settings.reading import settings_of
from app.models import OrderLine, RegisterSale, SaleRowKind, Store
from app.vocabulary import clock
from app.vocabulary.errors import Invalid, NotFound, Refused
from app.vocabulary.permissions import Permission

PAID_LATER = "It is paid at the register: the line waits for the sale of its tag."
MOST_LINES = 200
MOST_BACK = 500
"""Of a hand-over from a list, which may be of thousands, so many are taken back at once."""


def hand_over(
    session: Session, line_ids: Sequence[int], *, by: Viewer, one_time_key: str
) -> list[OrderLine]:
    """Record that these lines were handed over and paid, one sale row each (C31, C39); all or none.
    Where the store lets people pay at the register after, the rows count for no sale: the lines
    stay on the lanes and wait for that of their tags (C3).

    The key makes the receipt: a second call with it writes nothing new. Returns the lines. Raises
    Refused if one may not be handed over, NotFound if one is not there, NotAllowed.
    """
    by.can(Permission.PICKUP_HAND_OVER).enforce()
    lines = _locked(session, line_ids)
    known = _on_receipt(session, by.store_id, one_time_key)
    todo = [line for line in lines if line.id not in known]
    sold = sold_of(session, [line.id for line in todo])
    for line in todo:
        may_hand_over(line, sold.get(line.id), by.store_id).enforce()
    store = session.get_one(Store, by.store_id)
    counts = int(not pays_at_register(session, by.store_id))
    for line in todo:
        row = _row(line, store, by, one_time_key)
        row.counts = counts
        session.add(row)
        note(line.order, "handed_over", by, line=line, figures={"total": line.total})
    asking.changed(session)
    return lines


def pays_at_register(session: Session, store_id: int) -> bool:
    """Whether what a store's desk hands over is paid at the register after."""
    return settings_of(session, store_id).pickup_paid == "register"


def paid_later(session: Session, store_id: int) -> str:
    """What is said after a hand-over that is not paid yet; empty where it is paid at the desk."""
    return PAID_LATER if pays_at_register(session, store_id) else ""


def take_back(session: Session, line_id: int, *, by: Viewer, one_time_key: str) -> OrderLine:
    """Undo a hand-over of today: a void row against it. A second call with the same key writes
    nothing new. Raises Refused, NotFound, NotAllowed."""
    return _take_back(session, [line_id], by, one_time_key)[0]


def undo_hand_over(
    session: Session,
    receipt: str,
    line_ids: Collection[int] = (),
    *,
    by: Viewer,
    one_time_key: str,
) -> list[OrderLine]:
    """Undo a whole hand-over (its key is its receipt), or these lines of it: every one that is
    still handed over, all or none; of more than `MOST_BACK` the first (`left_of` says how many
    then are left). What was taken back alone stays so, and what was handed over again since stays
    handed over. A second call with the same key writes nothing new. Raises Refused, NotFound,
    NotAllowed."""
    by.can(Permission.PICKUP_HAND_OVER).enforce()
    out = _still_out(receipt, line_ids, by.store_id).order_by(RegisterSale.receipt_line)
    some = session.scalars(out.limit(MOST_BACK)).all()
    sold = sold_of(session, some)
    # Asked last: what the same tap has done meanwhile is seen.
    again = _on_receipt(session, by.store_id, one_time_key)
    todo = list(again) or [line_id for line_id in some if _is_out(sold.get(line_id))]
    if not todo:
        if not _on_receipt(session, by.store_id, receipt):
            raise NotFound("There is no such hand-over in this store.")
        raise Refused("It was taken back already.")
    return _take_back(session, todo, by, one_time_key)


def left_of(session: Session, receipt: str, line_ids: Collection[int], store_id: int) -> int:
    """How many lines of a hand-over, or of these of it, are still handed over."""
    out = _still_out(receipt, line_ids, store_id).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(out)) or 0


def is_last_out() -> sa.ColumnElement[bool]:
    """Whether a row, beside its line, is the desk's last hand-over of goods that are open and have
    left."""
    later = aliased(RegisterSale)
    again = sa.select(later.id).where(
        later.order_line_id == RegisterSale.order_line_id,
        later.source == DESK,
        later.kind == SaleRowKind.SALE,
        later.id > RegisterSale.id,
    )
    return sa.and_(OrderLine.open == 1, ~again.correlate(RegisterSale).exists(), is_gone())


def _still_out(receipt: str, line_ids: Collection[int], store_id: int) -> sa.Select[int]:
    """The ids of the lines of a hand-over, or of these of it, whose goods have left."""
    query = (
        sa.select(OrderLine.id)
        .join(RegisterSale, RegisterSale.order_line_id == OrderLine.id)
        .where(
            RegisterSale.source == DESK,
            RegisterSale.store_id == store_id,
            RegisterSale.receipt == receipt,
            RegisterSale.kind == SaleRowKind.SALE,
            is_last_out(),
        )
    )
    return query.where(OrderLine.id.in_(line_ids)) if line_ids else query


def receipts_of(session: Session, line_ids: Collection[int]) -> dict[int, str]:
    """The last receipt under which the desk handed each of these lines over, by line id."""
    if not line_ids:
        return {}
    last = (
        sa.select(sa.func.max(RegisterSale.id))
        .where(
            RegisterSale.order_line_id.in_(line_ids),
            RegisterSale.source == DESK,
            RegisterSale.kind == SaleRowKind.SALE,
        )
        .group_by(RegisterSale.order_line_id)
    )
    rows = sa.select(RegisterSale.order_line_id, RegisterSale.receipt)
    found = session.execute(rows.where(RegisterSale.id.in_(last))).all()
    return {line_id: receipt for line_id, receipt in found if line_id is not None}


def _is_out(sold: Sold | None) -> bool:
    """Whether something that the desk handed over can still be taken back."""
    return sold is not None and (sold.unpaid > 0 or (bool(sold) and sold.by_desk > 0))


def _take_back(session: Session, line_ids: Sequence[int], by: Viewer, key: str) -> list[OrderLine]:
    """Void rows against what the desk handed over of these lines, all or none."""
    by.can(Permission.PICKUP_HAND_OVER).enforce()
    lines = _locked(session, line_ids, MOST_BACK)
    known = _on_receipt(session, by.store_id, key)
    todo = [line for line in lines if line.id not in known]
    if not todo:
        return lines
    store = session.get_one(Store, by.store_id)
    sold = sold_of(session, [line.id for line in todo])
    today = clock.business_date(clock.now(), store.time_zone)
    for line in todo:
        may_take_back(line, sold.get(line.id), today).enforce()
    written = _desk_rows(session, [line.id for line in todo])
    for line in todo:
        # What was sold is taken back as a sale; what was given out only, as that.
        counts = int(line.id not in sold or sold[line.id].by_desk > 0)
        row = _void(_row(line, store, by, key), [w for w in written[line.id] if w.counts == counts])
        row.counts = counts
        session.add(row)
        note(line.order, "taken_back", by, line=line)
    asking.changed(session)
    return lines


def _locked(session: Session, line_ids: Sequence[int], most: int = MOST_LINES) -> list[OrderLine]:
    """The lines in their order of ids, held with their orders until the commit: two desks never
    sell one twice."""
    wanted = set(line_ids)
    if not wanted:
        raise Invalid({"line": "Tick what is handed over."})
    if len(wanted) > most:
        raise Invalid({"line": f"Hand over at most {most} lines at once."})
    hold_orders(session, wanted)
    lines = list(
        session.scalars(
            sa.select(OrderLine)
            .where(OrderLine.id.in_(wanted))
            .order_by(OrderLine.id)
            .options(joinedload(OrderLine.order))
            .execution_options(populate_existing=True)
        )
    )
    if len(lines) != len(wanted):
        raise NotFound("One of these lines is not there.")
    return lines


def _on_receipt(session: Session, store_id: int, receipt: str) -> set[int]:
    """The ids of the lines that this receipt holds already."""
    return set(
        session.scalars(
            sa.select(RegisterSale.receipt_line).where(
                RegisterSale.source == DESK,
                RegisterSale.store_id == store_id,
                RegisterSale.receipt == receipt,
            )
        )
    )


def _desk_rows(session: Session, line_ids: Collection[int]) -> dict[int, list[RegisterSale]]:
    """Everything the desk wrote about each line that stands: a line that was opened again and
    handed over again is taken back once."""
    mine = (
        sa.select(RegisterSale)
        .join(OrderLine, OrderLine.id == RegisterSale.order_line_id)
        .where(
            RegisterSale.order_line_id.in_(line_ids),
            RegisterSale.source == DESK,
            sa.or_(sa.and_(RegisterSale.counts == 1, stands()), is_given_out()),
        )
    )
    found: dict[int, list[RegisterSale]] = {line_id: [] for line_id in line_ids}
    for row in session.scalars(mine):
        found[row.order_line_id or 0].append(row)
    return found


def _void(row: RegisterSale, written: Sequence[RegisterSale]) -> RegisterSale:
    """Make `row` take back what the desk wrote, to nothing: the line itself may say something else
    by now."""
    totals = [each.total for each in written if each.total is not None]
    row.kind = SaleRowKind.VOID
    row.quantity = -sum((each.quantity for each in written), Decimal(0))
    row.cases = -sum((each.cases for each in written), Decimal(0))
    row.total = -sum(totals, Decimal(0)) if totals else None
    return row


def _row(line: OrderLine, store: Store, by: Viewer, receipt: str) -> RegisterSale:
    """The sale of a line. A line of unknown case size counts its cases."""
    now = clock.now()
    return RegisterSale(
        source=DESK,
        store_id=store.id,
        receipt=receipt,
        receipt_line=line.id,
        order_line_id=line.id,
        order_number=line.order.number,
        line_number=line.number,
        kind=SaleRowKind.SALE,
        upc=line.upc,
        quantity=Decimal(line.quantity or line.cases),
        cases=Decimal(line.cases),
        total=line.total,
        sold_at=now,
        business_date=clock.business_date(now, store.time_zone),
        user_id=by.user_id,
    )
