"""Whether what a night moved stands as it left it, and so can be taken back; else why not (B5)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVarTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import NightMove, Order, OrderLine

Columns = TypeVarTuple("Columns")

MERGED = "Its order was merged into another one."
OPENED = "Opened again since."
CLOSED = "Closed again since."
TAKEN_OFF = "Taken off since."


def why_left() -> sa.ColumnElement[str]:
    """Why a move can't be taken back, in words; empty if it can. A column of statements that join
    the line of the move, and its order."""
    moved_since = OrderLine.closed_at.is_distinct_from(NightMove.at)
    return sa.case(
        (Order.merged_into_id.is_not(None), MERGED),
        (OrderLine.open == 1, OPENED),
        (sa.or_(OrderLine.by_night.is_(False), moved_since), CLOSED),
        (sa.or_(OrderLine.voided_at.is_not(None), OrderLine.moved_to_id.is_not(None)), TAKEN_OFF),
        else_="",
    )


def any_stands(session: Session, run_ids: Collection[int]) -> bool:
    """Whether anything that these steps moved can be taken back."""
    some = _waiting(sa.select(NightMove.id), run_ids).where(why_left() == "")
    return session.scalar(some.limit(1)) is not None


def standing(session: Session, run_ids: Collection[int]) -> dict[str, int]:
    """How many lines that these steps moved are not taken back, by why they can't be; those that
    can under ``""``."""
    why = why_left().label("why")
    counted = _waiting(sa.select(why, sa.func.count()), run_ids).group_by(why).order_by(why)
    return {row[0]: row[1] for row in session.execute(counted)}


def _waiting(query: sa.Select[*Columns], run_ids: Collection[int]) -> sa.Select[*Columns]:
    """`query` over what is not taken back, with what `why_left` asks."""
    return (
        query.select_from(NightMove)
        .join(NightMove.line)
        .join(OrderLine.order)
        .where(NightMove.run_id.in_(run_ids), NightMove.undone_at.is_(None))
    )
