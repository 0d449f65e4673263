"""Saved views: a list's address under a name. Everybody has their own; the address itself is a link
that anybody who may see the list can follow."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.settings.editing import unique
from app.models import SavedView
from app.vocabulary.errors import Invalid, NotFound, Refused

MOST_VIEWS = 30
LONGEST_ADDRESS = 2000
TAKEN = {"name": "You have a view of that name already."}


def views_of(session: Session, user_id: int | None, list_name: str) -> Sequence[SavedView]:
    """Somebody's views of a list, in their order."""
    return session.scalars(
        sa.select(SavedView)
        .where(SavedView.user_id == user_id, SavedView.list_name == list_name)
        .order_by(SavedView.position, SavedView.id)
    ).all()


def of_person(session: Session, view_id: int, user_id: int | None) -> SavedView:
    """One view of that person. NotFound for anybody else's."""
    view = session.get(SavedView, view_id)
    if view is None or view.user_id != user_id:
        raise NotFound("There is no such view of yours.")
    return view


def save(
    session: Session, user_id: int, list_name: str, name: str, address: str, *, usual: bool
) -> SavedView:
    """Keep an address under a name. Invalid for a name that is taken or an address too long,
    Refused when there are MOST_VIEWS."""
    if len(address) > LONGEST_ADDRESS:
        raise Invalid({"name": "That is more than a view can hold: choose fewer filters."})
    known = views_of(session, user_id, list_name)
    if len(known) >= MOST_VIEWS:
        raise Refused(f"You have {MOST_VIEWS} views, and that is as many as fit.")
    last = max((view.position for view in known), default=0)
    view = SavedView(
        user_id=user_id, list_name=list_name, name=name, address=address, position=last + 1
    )
    with unique(session, TAKEN):
        session.add(view)
    if usual:
        begin_with(session, view)
    return view


def rename(session: Session, view: SavedView, name: str, *, usual: bool) -> None:
    """Another name, and whether the list begins with it. Invalid for a name that is taken."""
    with unique(session, TAKEN):
        view.name = name
    if usual:
        begin_with(session, view)
    else:
        view.usual = False


def begin_with(session: Session, view: SavedView) -> None:
    """Make it the view that the list begins with, in place of any other."""
    for other in views_of(session, view.user_id, view.list_name):
        other.usual = other.id == view.id


def shift(session: Session, view: SavedView, step: int) -> None:
    """Move it one place up (-1) or down (1) among its like; at an end it stays."""
    row = list(views_of(session, view.user_id, view.list_name))
    at = row.index(view)
    to = min(max(at + step, 0), len(row) - 1)
    row.insert(to, row.pop(at))
    for position, other in enumerate(row, start=1):
        other.position = position
