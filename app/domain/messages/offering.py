"""What could be said to the customer of an order now (decision 12), and what is said by itself.

`offered` is read by the order's page: one statement, whatever the order. `by_itself` is called by
the lifecycle whenever a line moves, and does nothing unless the store switched that on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.messages import placeholders, writing
from app.domain.messages.occasions import Standing, occasion_of, occasions_of
from app.domain.messages.shipped import Words
from app.domain.messages.templates import Kind, in_force
from app.domain.messages.vouching import may_be_told_amounts
from app.domain.messages.ways import WayOut, warning, ways_to
from app.domain.messages.ways import by_itself as ways_by_itself
from app.domain.orders.statuses import StatusBook
from app.domain.orders.statuses import book as read_book
from app.domain.pickup.sold import is_gone
from app.domain.settings.known import StoreSettings
from app.domain.settings.reading import EVERY_STORE, made_of
from app.models import (
    Message,
    MessageLine,
    MessageState,
    MessageTemplate,
    Order,
    OrderLine,
    ReceiptKind,
    Receiving,
    Setting,
    Status,
)
from app.vocabulary import clock
from app.vocabulary.errors import Refused
from app.vocabulary.occasions import Occasion
from app.vocabulary.permissions import Permission

_TOLD, _MISSING, _TEMPLATE, _SETTING, _GONE = 1, 2, 3, 4, 5
_CACHE = "what goes out by itself"
TOLD_ALREADY = "They have been told already."


@dataclass(frozen=True)
class Offer:
    """One thing that could be said: about these lines, none of which was told yet, by these ways.
    `warning` is what to think of before."""

    occasion: Occasion
    lines: tuple[OrderLine, ...]
    ways: tuple[WayOut, ...]
    warning: str = ""


@dataclass
class _Known:
    """What the database says of the messages of one order."""

    told: set[tuple[int, str]] = field(default_factory=set)
    missing: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)
    off: dict[tuple[str, str], bool] = field(default_factory=dict)
    settings: StoreSettings = field(default_factory=StoreSettings)


def offered(
    session: Session, order: Order, viewer: Viewer, *, book: StatusBook | None = None
) -> list[Offer]:
    """What this person could tell the customer now, in the order of the occasions; nothing for
    people who may not write to customers."""
    if not viewer.can(Permission.MESSAGES_SEND):
        return []
    statuses = book or read_book(session)
    known = _known(session, order)
    settings = known.settings
    standing = Standing(settings, known.missing, clock.now())
    about: dict[Occasion, list[OrderLine]] = {}
    # What they have in their hands already needs no words.
    for line in (one for one in order.lines if one.id not in known.gone):
        for occasion in occasions_of(line, statuses[line.status], standing):
            if (line.id, occasion.value) not in known.told:
                about.setdefault(occasion, []).append(line)
    # Nobody is reminded of what they were never told.
    news = about.get(Occasion.ARRIVED, [])
    about[Occasion.REMINDER] = [one for one in about.get(Occasion.REMINDER, []) if one not in news]
    ways = ways_to(order, settings).values()
    offers = [
        Offer(occasion, tuple(about[occasion]), _active(ways, occasion, known), warning(order))
        for occasion in Occasion
        if about.get(occasion)
    ]
    return [offer for offer in offers if offer.ways]


def offer_of(session: Session, order: Order, occasion: Occasion, viewer: Viewer) -> Offer:
    """One of them; Refused when there is nothing to say of it any more."""
    for offer in offered(session, order, viewer):
        if offer.occasion is occasion:
            return offer
    raise Refused(TOLD_ALREADY)


def by_itself(
    session: Session, line: OrderLine, status: Status, *, by: Viewer, night: str = ""
) -> Message | None:
    """Write what the store wants to be written when a line gets to `status`; None, and that is the
    rule, if its templates do not say so. What a night closes is told before, not after."""
    occasion = occasion_of(status)
    if occasion is None or night or line.voided_at or line.moved_to_id:
        return None
    templates = _by_itself_of(session, line.order.store_id)
    if not any(kind[0] is occasion for kind in templates):
        return None
    return tell(session, [line], occasion, templates, by=by)


def tell(
    session: Session,
    lines: list[OrderLine],
    occasion: Occasion,
    templates: dict[Kind, Words],
    *,
    by: Viewer,
) -> Message | None:
    """Write about `lines` of one order by the way that the customer likes and that `templates` (of
    those that go out by themselves) know; None if there is none, or all have been told. Without its
    amounts to a contact that nobody who may see prices stands behind (B1)."""
    order = lines[0].order
    session.flush()
    known = _known(session, order)
    settings = known.settings
    ways = [w for w in ways_by_itself(order, settings) if (occasion, w.way) in templates]
    told = {key[0] for key in known.told if key[1] == occasion.value}
    untold = [line for line in lines if line.id not in told]
    if not ways or not untold:
        return None
    words = templates[(occasion, ways[0].way)]
    says = words.shows_prices and placeholders.says_amounts(words.subject, words.body)
    if says and not may_be_told_amounts(session, order, ways[0].way):
        words = words.without_prices()
    try:
        return writing.write(
            session, order, untold, occasion, ways[0], words, settings, by=by, itself=True
        )
    except Refused:
        # No price yet, and the message would say it: somebody has to look at it first.
        return None


def going_by_itself(session: Session, store_id: int) -> dict[Kind, Words]:
    """The templates of a store that go out by themselves."""
    every = in_force(session, store_id)
    return {kind: words for kind, words in every.items() if words.by_itself and words.active}


def _by_itself_of(session: Session, store_id: int) -> dict[Kind, Words]:
    """The same, read once in a transaction: a batch moves thousands of lines in one."""
    now = session.get_transaction()
    kept_in, kept = session.info.get(_CACHE, (None, {}))
    if kept_in is not now or now is None:
        kept = {}
        session.info[_CACHE] = (now, kept)
    if store_id not in kept:
        kept[store_id] = going_by_itself(session, store_id)
    found: dict[Kind, Words] = kept[store_id]
    return found


def _active(ways: Iterable[WayOut], occasion: Occasion, known: _Known) -> tuple[WayOut, ...]:
    """The ways whose template is in use, the one they like first."""
    kept = [way for way in ways if not known.off.get((occasion.value, way.way.value), False)]
    return tuple(sorted(kept, key=lambda way: (not way.liked, not way.may)))


def _known(session: Session, order: Order) -> _Known:
    """What was told of the lines, what did not come, what has left again, which templates are
    off, and what the store says, at once."""
    found, said = _Known(), list[tuple[str, dict[str, Any]]]()
    for what, number, word, way, active, _ in session.execute(_all_of(order)):
        if what == _TOLD:
            found.told.add((number, word))
        elif what == _MISSING:
            found.missing.add(number)
        elif what == _GONE:
            found.gone.add(number)
        elif what == _TEMPLATE:
            # The store's own words come last and win.
            found.off[(word, way)] = not active
        else:
            said.append((word, json.loads(way)))
    found.settings = made_of(said)
    return found


def _all_of(order: Order) -> sa.CompoundSelect[int, int, str, str, int, int]:
    """Rows of what, number, occasion, way, in use, store; a setting is its name and its value."""
    nothing, no_word = sa.literal(0), sa.literal("")
    told = (
        sa.select(
            sa.literal(_TOLD), MessageLine.order_line_id,
            sa.cast(MessageLine.occasion, sa.String), no_word, nothing, nothing,
        )
        .join(MessageLine.message)
        # By its lines: of what came from another order it may have been said there.
        .where(
            MessageLine.order_line_id.in_([line.id for line in order.lines]),
            Message.state != MessageState.DROPPED,
        )
    )  # fmt: skip
    missing = sa.select(
        sa.literal(_MISSING), Receiving.order_line_id, no_word, no_word, nothing, nothing
    ).where(
        Receiving.order_line_id.in_([line.id for line in order.lines]),
        Receiving.kind == ReceiptKind.MISSING,
        Receiving.undone_at.is_(None),
    )
    gone = sa.select(sa.literal(_GONE), OrderLine.id, no_word, no_word, nothing, nothing).where(
        OrderLine.id.in_([line.id for line in order.lines if line.open]), is_gone()
    )
    templates = sa.select(
        sa.literal(_TEMPLATE), nothing,
        sa.cast(MessageTemplate.occasion, sa.String), sa.cast(MessageTemplate.way, sa.String),
        sa.case((MessageTemplate.active.is_(True), 1), else_=0), MessageTemplate.store_id,
    ).where(MessageTemplate.store_id.in_((EVERY_STORE, order.store_id)))  # fmt: skip
    settings = sa.select(
        sa.literal(_SETTING), nothing, Setting.key, sa.cast(Setting.value, sa.String), nothing,
        Setting.store_id,
    ).where(Setting.store_id.in_((EVERY_STORE, order.store_id)))  # fmt: skip
    every: sa.CompoundSelect[int, int, str, str, int, int] = sa.union_all(
        told, missing, gone, templates, settings
    )
    return every.order_by(sa.literal_column("6"))
