"""Goods onto shelves: tags and a shelf's label, scanned in any order; taken back (B12).

What is in hand, and the shelf that is open, is what the page says; nothing is kept of it here.
Tags, then a shelf: all of them go there. A shelf with empty hands: what is scanned after it goes
there, until its label is scanned again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, lazyload

from app.domain.access import Viewer
from app.domain.orders.events import note
from app.domain.orders.heirs import newest
from app.domain.orders.queries import hold_orders
from app.domain.pickup.policies import may_put_away
from app.domain.pickup.shelves import NO_SHELF, is_scanned, shelf_meant
from app.domain.pickup.sold import sold_of
from app.models import LineKind, Order, OrderLine, PutAway, Shelf
from app.vocabulary import clock
from app.vocabulary.barcodes import TagRef, read_tag
from app.vocabulary.errors import Invalid, NotFound, Refused
from app.vocabulary.permissions import Permission

MOST_IN_HAND = 60
LONGEST_PLACE = 40
RECENT = 8


@dataclass(frozen=True)
class Hands:
    """How it stands: the lines in hand, in the order they were scanned, and the open shelf."""

    line_ids: tuple[int, ...] = ()
    shelf: Shelf | None = None


@dataclass(frozen=True)
class Scanned:
    """What a scan did. `heard` is what it sounds like: `took` in hand, `done` put away, `ask` for
    what comes next, `wrong`. `unknown` is a place that was written and is no shelf."""

    hands: Hands
    words: str
    heard: str
    unknown: str = ""


def scan(session: Session, text: str, hands: Hands, *, by: Viewer, one_time_key: str) -> Scanned:
    """Understand a tag or a shelf's label and do what is due. Once per key. Raises NotAllowed,
    NotFound, Refused when a line may not be put away, Invalid."""
    by.can(Permission.SHELVES_FILL).enforce()
    tag = read_tag(text)
    if tag is not None:
        return _tag(session, tag, hands, by, one_time_key)
    shelf = shelf_meant(session, text, by.store_id)
    if shelf is not None:
        return _shelf(session, shelf, hands, by, one_time_key)
    if hands.line_ids and is_scanned(text):
        return Scanned(hands, NO_SHELF, "wrong")
    words = f"There is no shelf “{text}”." if hands.line_ids else "That is no tag and no shelf."
    return Scanned(hands, words, "wrong", text[:LONGEST_PLACE] if hands.line_ids else "")


def put(
    session: Session,
    line_ids: Sequence[int],
    place: str,
    *,
    by: Viewer,
    one_time_key: str,
    shelf: Shelf | None = None,
    returned: bool = False,
) -> list[OrderLine]:
    """Write where these lines stand, all or none; a second call with the key writes nothing new.
    Raises NotAllowed, NotFound, Refused, Invalid."""
    by.can(Permission.SHELVES_FILL).enforce()
    _check(line_ids, place)
    if shelf is None and is_scanned(place):
        raise Invalid({"place": NO_SHELF})
    hold_orders(session, line_ids)
    known = set(session.scalars(_of_key(by, one_time_key)))
    lines = lines_of(session, line_ids)
    todo = [line for line in lines if line.id not in known]
    sold = sold_of(session, [line.id for line in todo])
    for line in todo:
        may_put_away(line, sold.get(line.id), by.store_id).enforce()
    for line in todo:
        row = PutAway(one_time_key=one_time_key, at=clock.now(), returned=returned)
        row.user_id, row.store_id = by.user_id or 0, by.store_id
        row.order_line_id, row.shelf_id = line.id, shelf.id if shelf else None
        row.place, row.before = place, line.bin
        session.add(row)
        verb = "put_back" if returned else "put_away"
        note(line.order, verb, by, line=line, detail={"bin": [line.bin, place]})
        line.bin = place
    return lines


def _check(line_ids: Sequence[int], place: str) -> None:
    if not line_ids:
        raise Invalid({"line": "Scan the tags first."})
    if len(line_ids) > MOST_IN_HAND:
        raise Invalid({"line": f"Put away at most {MOST_IN_HAND} at once."})
    if not place or len(place) > LONGEST_PLACE:
        raise Invalid({"place": f"Write a place of at most {LONGEST_PLACE} characters."})


def undo(session: Session, one_time_key: str, *, by: Viewer) -> list[OrderLine]:
    """Take back what one scan put away: the lines stand where they stood before, unless somebody
    has put them elsewhere since. A second call does nothing. Raises NotFound, NotAllowed, Refused
    if nothing of it stands there any more."""
    by.can(Permission.SHELVES_FILL).enforce()
    mine = sa.select(PutAway).where(
        PutAway.one_time_key == one_time_key, PutAway.store_id == by.store_id
    )
    rows = session.scalars(mine.order_by(PutAway.id)).all()
    if not rows:
        raise NotFound("Nothing was put away with this.")
    waiting = [row for row in rows if row.undone_at is None]
    if not waiting:
        return []
    ids = [row.order_line_id for row in waiting]
    hold_orders(session, ids)
    lines = {line.id: line for line in lines_of(session, ids)}
    back = [row for row in waiting if _stands(lines[row.order_line_id], row)]
    if not back:
        raise Refused("It stands somewhere else by now.")
    for row in back:
        line = lines[row.order_line_id]
        row.undone_at = clock.now()
        note(line.order, "put_away_undone", by, line=line, detail={"bin": [line.bin, row.before]})
        line.bin = row.before
    return [lines[row.order_line_id] for row in back]


def recent(session: Session, by: Viewer) -> list[PutAway]:
    """What this person put away here last, newest first; one statement."""
    query = (
        sa.select(PutAway)
        .join(PutAway.line)
        .join(OrderLine.order)
        .where(
            PutAway.user_id == by.user_id,
            PutAway.store_id == by.store_id,
            PutAway.undone_at.is_(None),
        )
        .options(
            contains_eager(PutAway.line).contains_eager(OrderLine.order).options(lazyload("*"))
        )
        .order_by(PutAway.id.desc())
        .limit(RECENT + MOST_IN_HAND)
    )
    return list(session.scalars(query))


def lines_of(session: Session, ids: Collection[int]) -> list[OrderLine]:
    """The lines of these ids in their order, read anew with their orders. Raises NotFound."""
    query = (
        sa.select(OrderLine)
        .where(OrderLine.id.in_(ids))
        .options(joinedload(OrderLine.order).options(lazyload("*")))
        .execution_options(populate_existing=True)
    )
    found = {line.id: line for line in session.scalars(query)} if ids else {}
    if len(found) != len(set(ids)):
        raise NotFound("One of these lines is not there.")
    return [found[line_id] for line_id in dict.fromkeys(ids)]


def _tag(session: Session, tag: TagRef, hands: Hands, by: Viewer, key: str) -> Scanned:
    line = _tagged(session, tag)
    what = f"{line.description[:60]}, order {line.order.number}"
    if tag != (line.order.number, line.number):
        what += " (this tag is an old one, print its new one)"
    if line.id in hands.line_ids:
        return Scanned(hands, f"{what}: in hand already.", "ask")
    if hands.shelf is not None:
        put(session, [line.id], hands.shelf.code, by=by, one_time_key=key, shelf=hands.shelf)
        return Scanned(hands, f"{what}: on {hands.shelf.code}.", "done")
    sold = sold_of(session, [line.id])
    if session.scalar(_of_key(by, key)) is None:
        may_put_away(line, sold.get(line.id), by.store_id).enforce()
    if len(hands.line_ids) >= MOST_IN_HAND:
        raise Refused(f"There are {MOST_IN_HAND} in hand. Scan a shelf first.")
    held = replace(hands, line_ids=(*hands.line_ids, line.id))
    return Scanned(held, f"{what}. Scan its shelf, or more tags.", "took")


def _shelf(session: Session, shelf: Shelf, hands: Hands, by: Viewer, key: str) -> Scanned:
    if hands.line_ids:
        lines = put(session, hands.line_ids, shelf.code, by=by, one_time_key=key, shelf=shelf)
        count = f"{len(lines)} lines" if len(lines) > 1 else lines[0].description[:60]
        return Scanned(Hands(), f"{count}: on {shelf.code}.", "done")
    if hands.shelf is not None and hands.shelf.id == shelf.id:
        return Scanned(Hands(), f"Done with {shelf.code}.", "ask")
    return Scanned(Hands((), shelf), f"{shelf.code}: what you scan now goes there.", "ask")


def _tagged(session: Session, tag: TagRef) -> OrderLine:
    """The line that a tag means today; an old tag leads to where its line went."""
    line = session.scalar(
        sa.select(OrderLine)
        .join(OrderLine.order)
        .where(
            Order.number == tag.order_number,
            OrderLine.number == tag.line_number,
            OrderLine.kind == LineKind.ITEM,
        )
        .options(contains_eager(OrderLine.order))
    )
    if line is None:
        raise NotFound("No order has this tag.")
    return newest(session, line)


def _of_key(by: Viewer, one_time_key: str) -> sa.Select[int]:
    return sa.select(PutAway.order_line_id).where(
        PutAway.one_time_key == one_time_key, PutAway.store_id == by.store_id
    )


def _stands(line: OrderLine, row: PutAway) -> bool:
    return line.bin == row.place
