"""Imports as people see them: the list, one of them, what was wrong with its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.imports.kinds import KINDS
from app.domain.imports.mapping import check_may
from app.models import Import, ImportKind, ImportProblem, User, Vendor
from app.vocabulary.errors import NotFound

PAGE = 30
NEWEST = 2_147_483_647
SHOWN_PROBLEMS = 20


@dataclass(frozen=True)
class Listed:
    """One import in the list, with the names of its vendor and of who brought it."""

    one: Import
    vendor: str
    who: str


@dataclass(frozen=True)
class ImportsPage:
    """Some imports, newest first; `before` starts the next page, None at the end."""

    imports: list[Listed]
    before: int | None


def kinds_for(viewer: Viewer) -> list[ImportKind]:
    """The kinds of files that this person may bring in, and look at."""
    return [kind for kind, about in KINDS.items() if about.needs <= viewer.permissions]


def listed(session: Session, viewer: Viewer, *, before: int = NEWEST) -> ImportsPage:
    """The newest imports of the kinds that `viewer` may bring in; one statement."""
    rows = session.execute(
        sa.select(Import, Vendor.name, User.name)
        .outerjoin(Vendor, Vendor.id == Import.vendor_id)
        .outerjoin(User, User.id == Import.user_id)
        .where(Import.id < before, Import.kind.in_(kinds_for(viewer)))
        .order_by(Import.id.desc())
        .limit(PAGE + 1)
    ).all()
    page = [Listed(one, vendor or "", who or "") for one, vendor, who in rows[:PAGE]]
    return ImportsPage(page, page[-1].one.id if len(rows) > PAGE else None)


def by_id(session: Session, import_id: int, viewer: Viewer, *, lock: bool = False) -> Import:
    """One import, locked if it is to be changed. Raises NotFound, and NotAllowed for a kind that
    `viewer` may not bring in."""
    query = sa.select(Import).where(Import.id == import_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    one = session.scalar(query)
    if one is None:
        raise NotFound("There is no such import.")
    check_may(KINDS[one.kind], (), viewer)
    return one


def problems_of(session: Session, one: Import) -> Sequence[ImportProblem]:
    """The first problems of its rows, those first that cost a row."""
    return session.scalars(
        sa.select(ImportProblem)
        .where(ImportProblem.import_id == one.id)
        .order_by(ImportProblem.refused.desc(), ImportProblem.row, ImportProblem.field)
        .limit(SHOWN_PROBLEMS)
    ).all()


def vendor_of(session: Session, one: Import) -> str:
    """The name of the vendor whose catalogue it is, or nothing."""
    if one.vendor_id is None:
        return ""
    return session.scalar(sa.select(Vendor.name).where(Vendor.id == one.vendor_id)) or ""
