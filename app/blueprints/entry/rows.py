"""What stands in a row of the new-order page: an item of the draft, or one that was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.catalog.lookup import Hit
from app.domain.orders.again import Already
from app.domain.orders.content import DraftItem
from app.domain.pricing.view import QuoteView
from app.models import LineKind


@dataclass(frozen=True)
class Row:
    """One item of the draft as it is shown; `typed` and `errors` after a refusal."""

    item: DraftItem
    vendor: str
    department: str
    price: QuoteView
    again: Already | None = None
    typed: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_note(self) -> bool:
        """A wish in words has no quantity and no price."""
        return self.item.kind is LineKind.NOTE

    @property
    def asks(self) -> bool:
        """Whether its quantity is asked for (C5, C17)."""
        return self.item.ask

    @property
    def cases(self) -> Any:
        """Cases as typed, or as kept."""
        return self.typed.get("cases", self.item.cases)

    @property
    def case_size(self) -> Any:
        """Units in a case as typed, or as kept; empty while nobody knows."""
        return self.typed.get("case_size", self.item.case_size or "")


@dataclass(frozen=True)
class Found:
    """A hit of the search with its price as the viewer may know it."""

    hit: Hit
    department: str
    price: QuoteView
