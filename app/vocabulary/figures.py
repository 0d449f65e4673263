"""Figures: numbers that may be secret, and which permission shows which (C8, B1)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from app.vocabulary.permissions import Permission
from app.vocabulary.words import Labelled


class Figure(StrEnum):
    """A number that a person without the right must never learn."""

    COST = "cost"
    MARGIN = "margin"
    RETAIL = "retail"
    SALE = "sale"
    UNIT = "unit"
    CASE = "case"
    TOTAL = "total"
    REGULAR_TOTAL = "regular_total"
    DEPOSIT = "deposit"
    BALANCE = "balance"


class PriceKind(Labelled):
    """What sort of price a line has: everybody may know this, nobody learns a number from it."""

    REGULAR = "regular", "regular"
    SALE = "sale", "sale"
    MEMBER = "member", "member price"
    MANUAL = "manual", "set by hand"
    NEEDED = "needed", "price needed"


class PriceChoice(Labelled):
    """Which rule a buyer wants for one line: the rules as they are, or one of them whatever the
    others say."""

    AUTO = "auto", "as the rules say"
    RETAIL = "retail", "regular price"
    SALE = "sale", "best sale price"
    MEMBER = "member", "member price"


_COSTS = frozenset({Figure.COST, Figure.MARGIN})

SEEN_WITH: dict[Permission, frozenset[Figure]] = {
    Permission.PRICES_SEE: frozenset(Figure) - _COSTS,
    Permission.COSTS_SEE: _COSTS,
}


def seen_by(permissions: Iterable[Permission]) -> frozenset[Figure]:
    """The figures a person with these permissions may see; nothing unless a grant says so."""
    seen: frozenset[Figure] = frozenset()
    for permission in permissions:
        seen |= SEEN_WITH.get(permission, frozenset())
    return seen
