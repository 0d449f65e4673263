"""When a store writes to a customer, and by which way (decision 12)."""

from __future__ import annotations

from enum import StrEnum

from app.vocabulary.words import Labelled


class Occasion(Labelled):
    """What a message is about; each has templates of its own."""

    ARRIVED = "arrived", "It has arrived"
    MISSING = "missing", "It did not come"
    NOT_AVAILABLE = "not_available", "It is not to be had"
    QUOTED = "quoted", "Here is the price"
    REMINDER = "reminder", "Still waiting to be picked up"
    CLOSING = "closing", "About to be closed"


class MessageWay(StrEnum):
    """The ways a message leaves by."""

    EMAIL = "email"
    TEXT = "text"
