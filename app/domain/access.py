"""Who is acting, and what they may do. Rules ask the viewer; only `web/` knows how one signs in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from app.vocabulary.decisions import YES, Decision, no
from app.vocabulary.errors import NotAllowed
from app.vocabulary.figures import Figure, seen_by
from app.vocabulary.permissions import Permission


@dataclass(frozen=True)
class Viewer:
    """A person (or the night) at work: their permissions, the store they stand in, their device."""

    user_id: int | None
    name: str
    permissions: frozenset[Permission]
    store_id: int
    device: str = ""

    def can(self, permission: Permission) -> Decision:
        """Whether they hold `permission`; the reason names it in words."""
        if permission in self.permissions:
            return YES
        return no(f"Your role does not include “{permission.label}”.", NotAllowed)

    @cached_property
    def figures(self) -> frozenset[Figure]:
        """The figures they may see (C8, B1)."""
        return seen_by(self.permissions)

    @property
    def initials(self) -> str:
        """Two letters for the corner of the screen."""
        parts = self.name.split()
        return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()


def night(store_id: int) -> Viewer:
    """The overnight job as an actor: it may move and complete, and sees no price."""
    return Viewer(
        user_id=None,
        name="Overnight",
        permissions=frozenset({Permission.ORDERS_MOVE, Permission.ORDERS_CLOSE}),
        store_id=store_id,
    )
