"""What a settings page needs to know of a setting, and how one is written down."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.vocabulary.permissions import Permission


@dataclass(frozen=True)
class About:
    """What a settings page needs to know of one setting."""

    label: str
    help: str
    least: int = 0
    most: int = 0
    choices: tuple[tuple[str, str], ...] = ()
    longest: int = 0
    # Who may change it needs this too; nobody else is shown it.
    needs: Permission | None = None

    @property
    def is_switch(self) -> bool:
        """On or off: everything that is neither a choice, a number nor words."""
        return not (self.choices or self.most or self.longest)


def setting(default: Any, about: About) -> Any:
    """A field of settings with what is to be known of it."""
    return field(default=default, metadata={"about": about})
