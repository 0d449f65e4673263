"""What can go wrong in words a person at the counter understands."""

from __future__ import annotations

from collections.abc import Mapping

# What people read of an error that is ours; all of it is in the log.
BROKEN = "Something is wrong in the program here. It has been noted."


class CaselotError(Exception):
    """Base of every error that carries a message meant for people."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Refused(CaselotError):
    """A rule of the trade says no; the message is the reason (HTTP 409)."""


class NotAllowed(CaselotError):
    """The person lacks a permission (HTTP 403)."""


class NotFound(CaselotError):
    """There is no such thing, or the viewer may not know that there is (HTTP 404)."""


class Stale(CaselotError):
    """Somebody changed it since the form was made (HTTP 409)."""


class Invalid(CaselotError):
    """Input that cannot be taken as it is: one message per field (HTTP 422)."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = dict(fields)
