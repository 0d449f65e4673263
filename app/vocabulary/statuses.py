"""Statuses and stages of a line (C23, C24, decision 7).

A status has a stable key, a label, a stage and a place in the row. Labels, places and further
statuses are rows of settings; the keys below carry meaning and stay. Moves are data: from a stage
to stages.
"""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """How far a line has come. Shape, word and hue of a status come from its stage."""

    ASK = "ask"
    READY = "ready"
    PLACED = "placed"
    ARRIVED = "arrived"
    OUT = "out"
    CLOSED = "closed"

    @property
    def rank(self) -> int:
        """0 for the least advanced stage; a status of an order is that of its least advanced
        line."""
        return list(Stage).index(self)


class Hue(StrEnum):
    """A colour a store may give a status instead of its stage's. Shape and word still say the same:
    never colour alone."""

    AMBER = "amber"
    BLUE = "blue"
    VIOLET = "violet"
    GREEN = "green"
    TEAL = "teal"
    ROSE = "rose"
    GREY = "grey"


class MoveRule(StrEnum):
    """What a store says of moves from a status to a stage."""

    USUAL = "usual"
    WARN = "warn"
    NEVER = "never"


class Key(StrEnum):
    """Status keys the program relies on."""

    NEW_NO_CALL = "new_no_call"
    NEW_CALL = "new_call"
    CALLED_WAITING = "called_waiting"
    PENDING = "pending"
    PLACED = "placed"
    ARRIVED = "arrived"
    PICKED = "picked"
    PACKED = "packed"
    SHIPPED = "shipped"
    COMPLETED = "completed"
    CANCELED = "canceled"
    INQUIRY = "inquiry"


# The statuses a new installation starts with: key, label, stage, what it says (C23).
FIRST_STATUSES: tuple[tuple[Key, str, Stage, str], ...] = (
    (Key.NEW_CALL, "New, call", Stage.ASK, "The customer wants a confirming call."),
    (
        Key.CALLED_WAITING,
        "Called/waiting",
        Stage.ASK,
        "Called without an answer; waiting for the return call.",
    ),
    (Key.NEW_NO_CALL, "New, no call", Stage.READY, "Can be placed with the vendor at once."),
    (Key.PENDING, "Pending", Stage.READY, "Ready but held up, as when a supplier is out of stock."),
    (Key.PLACED, "Placed", Stage.PLACED, "Ordered from the vendor."),
    (Key.ARRIVED, "Arrived", Stage.ARRIVED, "In the store."),
    (Key.PICKED, "Picked", Stage.ARRIVED, "Taken from the shelf for this order."),
    (Key.PACKED, "Packed", Stage.OUT, "Packed to be shipped."),
    (Key.SHIPPED, "Shipped", Stage.OUT, "On its way to the customer."),
    (Key.COMPLETED, "Completed", Stage.CLOSED, "Picked up and paid."),
    (Key.CANCELED, "Canceled", Stage.CLOSED, "Not wanted any more, or not to be had."),
    (Key.INQUIRY, "Inquiry", Stage.CLOSED, "The customer only wanted to know."),
)

# What people choose between when they close by hand (C34).
CLOSINGS = (Key.COMPLETED, Key.CANCELED, Key.INQUIRY)

# The usual way on. Any other open stage is possible with a warning (design 3.2).
USUAL_MOVES: dict[Stage, frozenset[Stage]] = {
    Stage.ASK: frozenset({Stage.ASK, Stage.READY, Stage.PLACED, Stage.CLOSED}),
    Stage.READY: frozenset({Stage.ASK, Stage.READY, Stage.PLACED, Stage.CLOSED}),
    Stage.PLACED: frozenset({Stage.READY, Stage.PLACED, Stage.ARRIVED, Stage.CLOSED}),
    Stage.ARRIVED: frozenset({Stage.ARRIVED, Stage.OUT, Stage.CLOSED}),
    Stage.OUT: frozenset({Stage.ARRIVED, Stage.OUT, Stage.CLOSED}),
    Stage.CLOSED: frozenset(),
}


def is_usual(before: Stage, after: Stage) -> bool:
    """Whether a move follows the usual way; other moves between open stages ask first."""
    return after in USUAL_MOVES[before]


def diagram() -> str:
    """The usual moves as a mermaid state diagram; README.md holds the same text and a test
    compares."""
    rows = ["stateDiagram-v2", f"    [*] --> {Stage.ASK}", f"    [*] --> {Stage.READY}"]
    for before, targets in USUAL_MOVES.items():
        rows += [
            f"    {before} --> {after}" for after in Stage if after in targets and after != before
        ]
    return "\n".join([*rows, f"    {Stage.CLOSED} --> [*]"])
