"""A refusal that carries its reason: may it be done, and if not, why not.

`who & when` gives the first refusal, so a page can show a disabled button with the reason and an
action can refuse with the same words.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.vocabulary.errors import CaselotError, NotAllowed, Refused


@dataclass(frozen=True)
class Decision:
    """Yes, or no with the reason; `error` is the class that `enforce` raises."""

    allowed: bool
    reason: str = ""
    error: type[CaselotError] = Refused

    def __bool__(self) -> bool:
        return self.allowed

    def __and__(self, other: Decision) -> Decision:
        return other if self.allowed else self

    @property
    def about_person(self) -> bool:
        """Refused because of who asks, not of how things stand: another person's button."""
        return not self.allowed and self.error is NotAllowed

    def enforce(self) -> None:
        """Raise the refusal, if it is one."""
        if not self.allowed:
            raise self.error(self.reason)


YES = Decision(True)


def no(reason: str, error: type[CaselotError] = Refused) -> Decision:
    """A refusal with the sentence a person will read."""
    return Decision(False, reason, error)


def when(condition: bool, reason: str) -> Decision:
    """Yes if `condition` holds, else no with `reason`."""
    return YES if condition else no(reason)
