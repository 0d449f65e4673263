"""Statuses as a store wants them (C24): other words, another order, statuses of its own.

Keys never change. The ones the program relies on can be renamed and moved within their stage, but
not taken away.
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.audit import record
from app.domain.settings.editing import add, edit, room_for
from app.models import OrderLine, Status
from app.vocabulary.decisions import Decision, no, when
from app.vocabulary.errors import Invalid
from app.vocabulary.searching import haystack
from app.vocabulary.statuses import Stage

MOST_STATUSES = 60
GAP = 10
LONGEST_KEY = 24
SAME_LABEL = {"label": "Another status is called that already."}

# A store's own statuses are steps on the way. The three ends are fixed: closing by hand chooses
# between them (C34).
OWN_STAGES = tuple(stage for stage in Stage if stage is not Stage.CLOSED)


def statuses(session: Session) -> list[Status]:
    """All statuses, stage by stage, in their order."""
    rows = session.scalars(sa.select(Status))
    return sorted(rows, key=lambda row: (row.stage.rank, row.position, row.id))


def add_status(
    session: Session, label: str, explanation: str, stage: Stage, by: Viewer | None
) -> Status:
    """A status of the store's own, the last of its stage. Invalid when the label is taken."""
    room_for(session, Status, MOST_STATUSES)
    if stage not in OWN_STAGES:
        raise Invalid({"stage": "Choose one of the listed stages."})
    rows = statuses(session)
    _check_label(rows, label, None)
    made = Status(
        key=_key_for(label, {row.key for row in rows}),
        label=label,
        explanation=explanation,
        stage=stage,
        position=max((row.position for row in rows), default=0) + GAP,
    )
    shown = {"label": label, "explanation": explanation, "stage": stage}
    add(session, made, by, "status added", label, shown, SAME_LABEL)
    _number([*rows, made])
    return made


def may_retire(session: Session, status: Status) -> Decision:
    """The store's own statuses can go, once no open line stands on them."""
    if status.built_in:
        return no("Caselot itself relies on this status.")
    standing = sa.exists().where(OrderLine.open == 1, OrderLine.status == status.key)
    return when(
        not session.scalar(sa.select(standing)), "Open lines stand on it. Move them on first."
    )


def change_status(
    session: Session, status: Status, label: str, explanation: str, active: bool, by: Viewer | None
) -> None:
    """Other words for a status, and whether it can be chosen."""
    _check_label(statuses(session), label, status)
    if status.active and not active and not (decision := may_retire(session, status)):
        raise Invalid({"active": decision.reason})
    values = {"label": label, "explanation": explanation, "active": active}
    edit(session, status, values, by, "status changed", status.label, SAME_LABEL)


def shift(session: Session, status: Status, step: int, by: Viewer | None) -> bool:
    """Move a status one place up (-1) or down (1) within its stage; False at the end."""
    rows = statuses(session)
    place = rows.index(status)
    other = place + (1 if step > 0 else -1)
    if not 0 <= other < len(rows) or rows[other].stage is not status.stage:
        return False
    rows[place], rows[other] = rows[other], rows[place]
    _number(rows)
    after = {"place": "later" if step > 0 else "earlier"}
    record(session, by, "status moved", status.label, after=after)
    return True


def _number(rows: list[Status]) -> None:
    """Positions in the order of `rows`, stage by stage; only what moved is written."""
    for place, row in enumerate(sorted(rows, key=lambda row: row.stage.rank)):
        if row.position != place * GAP:
            row.position = place * GAP


def _check_label(rows: list[Status], label: str, own: Status | None) -> None:
    if any(row is not own and haystack(row.label) == haystack(label) for row in rows):
        raise Invalid(SAME_LABEL)


def _key_for(label: str, taken: set[str]) -> str:
    """A stable key: `own_` and what the label says in plain letters."""
    plain = re.sub(r"[^a-z0-9]+", "_", haystack(label)).strip("_") or "status"
    key = f"own_{plain}"[:LONGEST_KEY].rstrip("_")
    count = 2
    while key in taken:
        ending = f"_{count}"
        key = f"own_{plain}"[: LONGEST_KEY - len(ending)].rstrip("_") + ending
        count += 1
    return key
