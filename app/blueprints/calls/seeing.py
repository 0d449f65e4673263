"""One customer of the call sheet, for the person who looks at it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.domain.access import Viewer
from app.domain.calls import history, sheet
from app.domain.calls.answers import is_asked
from app.domain.calls.groups import Group, Number, key_of_order
from app.domain.calls.sheet import Asked
from app.domain.orders import queries
from app.domain.orders.statuses import StatusBook
from app.domain.pricing.view import QuoteView, view_of_line
from app.extensions import db
from app.models import LineKind, Order, OrderLine
from app.vocabulary import clock
from app.vocabulary.decisions import Decision, when
from app.vocabulary.figures import Figure, PriceKind
from app.web.filters import country, zone
from app.web.timeline import Facts, timeline


@dataclass(frozen=True)
class Row:
    """A line to ask about, and what may be known of its price. `needed`: nobody has set one."""

    line: OrderLine
    price: QuoteView
    needed: bool

    @property
    def is_note(self) -> bool:
        """Whether it is a wish in words."""
        return self.line.kind is LineKind.NOTE


@dataclass(frozen=True)
class CallView:
    """A customer as the sheet shows them. `together` is the sum of the lines, for those who may see
    totals, if every line has one."""

    group: Group
    id: int
    rows: list[Row]
    numbers: list[Number]
    together: Decimal | None
    usually: str
    may_confirm: Decision

    @property
    def late(self) -> bool:
        """Whether the call is due."""
        return self.group.due_at <= clock.now()

    @property
    def versions(self) -> list[str]:
        """The orders as they were looked at."""
        return [f"{order.number}:{order.version}" for order in self.group.orders]


def view_of(group: Group, by: Viewer, *, further: bool) -> CallView:
    """What `by` may know of a customer to call."""
    rows = [
        Row(line, view_of_line(line, by.figures), line.price_kind is PriceKind.NEEDED)
        for line in group.lines
    ]
    totals = [row.price.figures.get(Figure.TOTAL.value) for row in rows]
    known = [total for total in totals if total is not None]
    waits = any(is_asked(line) for line in group.lines)
    return CallView(
        group=group,
        id=min(line.id for line in group.lines),
        rows=rows,
        numbers=group.numbers(country(), further=further),
        together=sum(known, Decimal(0)) if len(known) == len(rows) > 1 else None,
        usually=history.usual_hours(group.calls, zone()),
        may_confirm=when(waits, "Nothing of this waits for a call."),
    )


def group_of(lines: Sequence[OrderLine]) -> Group:
    """The customer of these lines, with them and their calls; what else waits for a call of theirs
    stands beside it."""
    ids = {line.id for line in lines}
    key = key_of_order(lines[0].order)
    (*found,) = sheet.groups_of(db.session(), Asked(clock.now()), {key})
    group = Group(key, lines=list(lines))
    if found:
        group.others = [line for line in found[0].lines if line.id not in ids]
        group.calls = found[0].calls
    else:
        sheet.put_calls(db.session(), [group])
    return group


def missed(
    orders: Iterable[Order], known: dict[int, int], statuses: StatusBook, by: Viewer
) -> list[Any]:
    """What happened to the orders since they were looked at, as their timelines say it to `by`."""
    found = []
    for order in orders:
        events = queries.events_of(db.session(), order, since=known.get(order.number, 0))
        facts = Facts(
            lines={line.number: line.description for line in order.lines},
            labels={status.key: status.label for status in statuses.all},
            closed=frozenset(status.key for status in statuses.closings),
            seen=by.figures,
        )
        found += timeline(events, facts)
    return found
