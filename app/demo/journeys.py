"""What becomes of the orders of three weeks: who waits, who gives up, what comes in two parts.

A journey is a chain of steps; each says how many days after the one before it happens. Steps that
lie in the future are simply not played yet, so the newest orders stand at the beginning of theirs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Verb(StrEnum):
    """What somebody does to an order or to some of its lines."""

    RING = "ring"
    AGREE = "agree"
    HOLD_UP = "hold_up"
    PLACE = "place"
    ARRIVE = "arrive"
    HAND_OVER = "hand_over"
    CANCEL = "cancel"
    INQUIRE = "inquire"
    FINISH = "finish"
    REOPEN = "reopen"
    KEEP_OPEN = "keep_open"
    EDIT_CONTACT = "edit_contact"
    EDIT_NOTES = "edit_notes"
    ADD_LINE = "add_line"
    CUT_PRICE = "cut_price"
    LIFT_PRICE = "lift_price"
    ADD_UNOWNED = "add_unowned"


class Part(StrEnum):
    """Which of an order's lines a step is about."""

    ALL = "all"
    FIRST = "first"
    REST = "rest"
    LAST = "last"


@dataclass(frozen=True)
class Step:
    """`verb`, so many days after the step before it."""

    days: int
    verb: Verb
    part: Part = Part.ALL


@dataclass(frozen=True)
class Journey:
    """How an order starts (with a call or not, how many lines at least) and goes on."""

    steps: tuple[Step, ...]
    call_first: bool = False
    least_lines: int = 1

    def with_first(self, *verbs: Verb) -> Journey:
        """The same, with something that happens on the day of the order, before all else."""
        return replace(self, steps=(*(Step(0, verb) for verb in verbs), *self.steps))


V, P = Verb, Part

QUICK = Journey((Step(0, V.PLACE), Step(2, V.ARRIVE), Step(1, V.HAND_OVER)))
SMOOTH = Journey((Step(1, V.PLACE), Step(3, V.ARRIVE), Step(2, V.HAND_OVER)))
SLOW = Journey((Step(1, V.PLACE), Step(4, V.ARRIVE)))
AGREED = Journey(
    (Step(0, V.AGREE), Step(1, V.PLACE), Step(3, V.ARRIVE), Step(1, V.HAND_OVER)),
    call_first=True,
)
RETURNED = Journey(
    (
        Step(1, V.RING),
        Step(2, V.AGREE),
        Step(1, V.PLACE),
        Step(3, V.ARRIVE),
        Step(2, V.HAND_OVER),
    ),
    call_first=True,
)
SILENT = Journey((Step(1, V.RING),), call_first=True)
HELD = Journey((Step(1, V.HOLD_UP), Step(5, V.PLACE), Step(3, V.ARRIVE), Step(2, V.HAND_OVER)))
SHORT = Journey((Step(1, V.HOLD_UP),))
CANCELED = Journey((Step(1, V.PLACE), Step(1, V.CANCEL)))
INQUIRY = Journey((Step(1, V.INQUIRE),), call_first=True)
UNTAGGED = Journey((Step(1, V.PLACE), Step(3, V.ARRIVE), Step(2, V.FINISH)))
IN_TWO = Journey(
    (
        Step(0, V.PLACE),
        Step(2, V.ARRIVE, P.FIRST),
        Step(2, V.HAND_OVER, P.FIRST),
        Step(6, V.ARRIVE, P.REST),
        Step(2, V.HAND_OVER, P.REST),
    ),
    least_lines=2,
)
ONE_DROPPED = Journey(
    (Step(1, V.PLACE), Step(1, V.CANCEL, P.LAST), Step(2, V.ARRIVE), Step(4, V.HAND_OVER)),
    least_lines=2,
)

# One deck; the player shuffles and deals it again and again.
DECK = (
    *[QUICK] * 4,
    *[SMOOTH] * 4,
    *[IN_TWO] * 2,
    *[SLOW] * 2,
    *[AGREED] * 2,
    *[RETURNED] * 2,
    SILENT,
    HELD,
    SHORT,
    CANCELED,
    INQUIRY,
    UNTAGGED,
    ONE_DROPPED,
)

# Orders taken on each of the 21 days, the day of play last: five decks.
PER_DAY = (5, 6, 4, 6, 7, 6, 3, 5, 6, 5, 6, 7, 5, 4, 6, 5, 7, 6, 6, 4, 6)
FIRST_DAY = 1 - len(PER_DAY)

# Long before: the day, and what the nights make of it (C33). Tonight closes the first two.
STORIES: tuple[tuple[int, Journey], ...] = (
    (-90, Journey((Step(2, V.PLACE),))),
    (-33, Journey((Step(3, V.RING),), call_first=True)),
    (-92, Journey((Step(2, V.PLACE), Step(87, V.KEEP_OPEN)))),
    (-101, Journey((Step(3, V.HOLD_UP),))),
    (-38, Journey((Step(2, V.RING), Step(32, V.REOPEN), Step(1, V.AGREE)), call_first=True)),
)

# Small things that happen to some orders right after they were taken, by their place in the row.
TOUCHES: dict[int, tuple[Verb, ...]] = {
    17: (V.EDIT_CONTACT,),
    29: (V.CUT_PRICE,),
    38: (V.ADD_LINE,),
    51: (V.CUT_PRICE, V.LIFT_PRICE),
    64: (V.EDIT_NOTES,),
    79: (V.ADD_LINE,),
    90: (V.CUT_PRICE,),
    101: (V.EDIT_CONTACT,),
}

# Gets a line of which no catalogue says who looks after it: every night names it (C38).
UNOWNED = 111

# The goods of these are picked up at the other store.
ELSEWHERE = frozenset({23, 71, 106})
