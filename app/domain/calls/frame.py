"""What stands around the call sheet: what it can be narrowed to, how many there are, and whether
the store keeps further phones; all of it in one statement."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.calls import sheet
from app.domain.calls.sheet import Asked, Due, Tally
from app.domain.settings.reading import EVERY_STORE
from app.models import Setting, Store, SuperDepartment, user_super_departments

_SUPER, _STORE, _FURTHER = "super", "store", "further"


@dataclass(frozen=True)
class Frame:
    """Super departments and stores to choose from (id, name), those that the viewer owns, whether
    further phones are shown (M7), and how many customers are to be called."""

    super_departments: list[tuple[int, str]]
    stores: list[tuple[int, str]]
    owned: frozenset[int]
    further: bool
    counts: dict[Due, Tally]


def frame(session: Session, asked: Asked, by: Viewer) -> Frame:
    """The frame of a sheet that is narrowed to `asked`."""
    rows = session.execute(sa.union_all(*_parts(by), *sheet.counts(asked))).all()
    known: dict[str, list[tuple[int, str]]] = {_SUPER: [], _STORE: []}
    owned, further, counted = set(), [(EVERY_STORE, 0)], {}
    for kind, number, words, flag in rows:
        if kind in known:
            known[kind].append((number, words))
            owned |= {number} if flag else set()
        elif kind == _FURTHER:
            further.append((number, flag))
        else:
            counted[kind] = (number, flag)
    for choices in known.values():
        choices.sort(key=lambda row: row[1].casefold())
    # A store's own value beats the one for every store.
    shown = bool(max(further)[1])
    counts = sheet.tallies(counted)
    return Frame(known[_SUPER], known[_STORE], frozenset(owned), shown, counts)


def _parts(by: Viewer) -> list[sa.Select[str, int, str, int]]:
    mine = user_super_departments.c
    owns = sa.exists().where(
        mine.user_id == by.user_id, mine.super_department_id == SuperDepartment.id
    )
    nothing = sa.literal(0)
    supers = sa.select(
        sa.literal(_SUPER), SuperDepartment.id, SuperDepartment.name, sa.case((owns, 1), else_=0)
    )
    stores = sa.select(sa.literal(_STORE), Store.id, Store.name, nothing)
    switched_on = sa.case((Setting.value["is"].as_boolean(), 1), else_=0)
    further = sa.select(sa.literal(_FURTHER), Setting.store_id, sa.literal(""), switched_on)
    return [
        supers.where(SuperDepartment.active.is_(True)),
        stores.where(Store.active.is_(True)),
        further.where(
            Setting.key == "secondary_contacts", Setting.store_id.in_((EVERY_STORE, by.store_id))
        ),
    ]
