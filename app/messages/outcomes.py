"""What became of a message that was to leave.

Whether trying again can help is decided by the class (habit 26). Nothing here repeats what was
written, or to whom: error texts go to logs.
"""

from __future__ import annotations

from app.vocabulary.errors import CaselotError


class Undeliverable(CaselotError):
    """It was refused for good, or cannot be sent as it is: trying again would end the same way."""


class Uncertain(CaselotError):
    """It was handed over, and the line broke before the answer came: it may have arrived, so it
    is not sent again by itself."""


class TryLater(Exception):
    """Nothing was handed over, and it may well work in a while."""
