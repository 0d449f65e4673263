"""Whose change of an order came first, and which of them a verb minds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from app.domain.access import Viewer
from app.domain.orders import queries
from app.extensions import db
from app.models import Order, OrderEvent
from app.web.clash import Clash, by_whom

# Events that change fields without naming each of them.
OF_CONTACT = frozenset({"customer_changed"})
OF_LINE = frozenset({"note_turned", "line_carried"})
PRICING = frozenset(
    {
        "price_set", "price_lifted", "price_chosen", "repriced", "catalogue_accepted",
        "catalogue_kept", "note_turned", "line_carried",
    }
)  # fmt: skip
COUNTING = frozenset({"cases", "case_size"})


def newest_first(order: Order, *, since: int | None = None) -> Sequence[OrderEvent]:
    """What happened to an order, newest first; since a version of it."""
    return queries.events_of(db.session(), order, since=since)


def told(
    order: Order, line_number: int | None, clashes: Iterable[Clash], by: Viewer
) -> list[Clash]:
    """The clashes with who changed each field, and when; one statement."""
    events = [e for e in newest_first(order) if e.line_number == line_number]
    return [_told(clash, events, by) for clash in clashes]


def _told(clash: Clash, events: Iterable[OrderEvent], by: Viewer) -> Clash:
    for event in events:
        if clash.name in (event.detail or {}).get("changed", {}) or event.verb in (
            OF_CONTACT | OF_LINE
        ):
            name = event.user.name if event.user else "The night"
            who = "You" if event.user_id == by.user_id else name
            return by_whom(clash, who, event.at)
    return clash


def moves_of(numbers: Collection[int], *, grows: bool = False) -> Callable[[OrderEvent], bool]:
    """For verbs about where lines stand: they moved, ended, were taken off or came back meanwhile;
    and, for the whole order (`grows`), others were added."""

    def minds(event: OrderEvent) -> bool:
        moved = event.verb in {"moved", "went_on"} and (event.line_number in numbers or grows)
        return moved or (grows and event.verb in {"line_added", "split_off", "merged"})

    return minds


def prices_of(number: int) -> Callable[[OrderEvent], bool]:
    """For verbs about the price of a line: it was priced meanwhile, or is another quantity."""

    def minds(event: OrderEvent) -> bool:
        if event.line_number != number:
            return False
        changed = (event.detail or {}).get("changed", {})
        return event.verb in PRICING or bool(COUNTING & set(changed))

    return minds


def only(*verbs: str) -> Callable[[OrderEvent], bool]:
    """For verbs that mind nothing but these."""
    return lambda event: event.verb in verbs


def of_line(number: int) -> Callable[[OrderEvent], bool]:
    """For verbs that make something else of a line: whatever happened to it."""
    return lambda event: event.line_number == number


def added_by(user_id: int | None) -> Callable[[OrderEvent], bool]:
    """For adding a line, which changes none of what others do: only that the same person added one
    already, as a second tap would."""
    return lambda event: event.verb == "line_added" and event.user_id == user_id
