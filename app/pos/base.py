"""What every register system gives us: rows of receipts, and two ways of failing."""

from __future__ import annotations

from app.vocabulary.errors import CaselotError


class RegisterAway(Exception):
    """It cannot be reached just now; trying again in a while may well work."""


class RegisterMisfit(CaselotError):
    """It is there, and something of it is not as it must be: trying again would end the same way.
    The message says what, for those who run it, and holds no amount."""
