"""Statuses as a store wants them (C24): other words, another order, statuses of its own.

Keys never change. The ones the program relies on can be renamed and moved within their stage, but
not taken away.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.audit import record
from app.domain.settings.editing import add, edit, room_for
from app.models import OrderLine, Status
from app.vocabulary.decisions import Decision, no, when
from app.vocabulary.errors import Invalid
from app.vocabulary.occasions import Occasion
from app.vocabulary.searching import haystack
from app.vocabulary.statuses import Hue, Key, MoveRule, Stage, is_usual

MOST_STATUSES = 60
GAP = 10
LONGEST_KEY = 24
SAME_LABEL = {"label": "Another status is called that already."}

# A store's own statuses are steps on the way. The three ends are fixed: closing by hand chooses
# between them (C34).
OWN_STAGES = tuple(stage for stage in Stage if stage is not Stage.CLOSED)


@dataclass(frozen=True)
class Ways:
    """How a status looks and what it asks (C24): its hue instead of its stage's, what is said of
    moves from it to each stage, whether moving to it needs a reason, what it offers to write, and
    after how many days in it the night closes a line (C33)."""

    hue: Hue | None = None
    moves: Mapping[Stage, MoveRule] = field(default_factory=dict)
    needs_reason: bool = False
    offers: Occasion | None = None
    closes_after: int | None = None


def usual_rule(before: Stage, after: Stage) -> MoveRule:
    """What holds for a move while a store says nothing of it (design 3.2)."""
    return MoveRule.USUAL if is_usual(before, after) else MoveRule.WARN


def rules_from(status: Status) -> dict[Stage, MoveRule]:
    """What holds for moves from a status to each stage."""
    said = status.moves or {}
    return {
        stage: MoveRule(said.get(stage.value, usual_rule(status.stage, stage))) for stage in Stage
    }


def standing(session: Session) -> dict[str, int]:
    """How many open lines stand on each status, in one statement."""
    rows = session.execute(
        sa.select(OrderLine.status, sa.func.count())
        .where(OrderLine.open == 1)
        .group_by(OrderLine.status)
    )
    return {row.status: row[1] for row in rows}


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
    query = sa.select(sa.func.count()).where(OrderLine.open == 1, OrderLine.status == status.key)
    count = session.scalar(query) or 0
    lines = "1 open line stands" if count == 1 else f"{count:,} open lines stand"
    return when(not count, f"{lines} on it. Move them on first.")


def change_status(
    session: Session,
    status: Status,
    label: str,
    explanation: str,
    active: bool,
    by: Viewer | None,
    ways: Ways | None = None,
) -> None:
    """Other words for a status, whether it can be chosen, and (`ways`) how it looks and what it
    asks. Its key and its stage stay for ever. Invalid for a label that is taken, or if it can't be
    done without."""
    _check_label(statuses(session), label, status)
    if status.active and not active and not (decision := may_retire(session, status)):
        raise Invalid({"active": decision.reason})
    values: dict[str, Any] = {"label": label, "explanation": explanation, "active": active}
    if ways is not None:
        values |= {"hue": ways.hue, "needs_reason": ways.needs_reason, "offers": ways.offers}
        values["moves"] = _unusual(status, ways.moves)
        if closes_by_age(status):
            values["closes_after"] = ways.closes_after
    edit(session, status, values, by, "status changed", status.label, SAME_LABEL)


def closes_by_age(status: Status) -> bool:
    """Whether a status can have an age of its own: Called/waiting has a setting, each store its
    own; what is closed is closed."""
    return status.stage is not Stage.CLOSED and status.key != Key.CALLED_WAITING


def _unusual(status: Status, moves: Mapping[Stage, MoveRule]) -> dict[str, str]:
    """What is said of moves, where it is not the usual way anyway."""
    return {
        stage.value: moves[stage].value
        for stage in Stage
        if stage in moves and moves[stage] is not usual_rule(status.stage, stage)
    }


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
