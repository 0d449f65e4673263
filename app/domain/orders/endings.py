"""What has to follow when orders come to their end: the place where deposits will go back (P10).

The lifecycle tells it here of every order that ends, whoever ended it and however many at once, in
the same transaction. Whoever has something to settle then listens: payments, when there are any.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

# The session, and the ids of orders of which nothing is open any more.
Listener = Callable[[Session, Sequence[int]], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> Listener:
    """Have `listener` called with every order that ends; a decorator. Orders may be opened again
    and end a second time: what was settled the first time is its own to know."""
    _listeners.append(listener)
    return listener


def deaf(listener: Listener) -> None:
    """Call it no more."""
    _listeners.remove(listener)


def ended(session: Session, order_ids: Sequence[int]) -> None:
    """Tell every listener that these orders have ended. Only the lifecycle calls it."""
    for listener in _listeners:
        listener(session, order_ids)
