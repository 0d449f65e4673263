"""Made-up tags to print."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.documents.tags import TagFace

MakeFace = Callable[..., TagFace]

USUAL: dict[str, Any] = {
    "order_number": 10482,
    "line_number": 2,
    "position": "2 / 3",
    "last_name": "Sommerfeld",
    "first_name": "Ada",
    "member_number": 4121,
    "description": "Rolled oats, organic",
    "brand": "Prairie Mills",
    "size": "25 lb",
    "cases": 2,
    "case_size": Decimal("12.00"),
    "department": "Bulk",
    "vendor": "Northern Natural",
    "sku": "NN-20412",
    "upc": "0001234567890",
    "store": "Hillside store",
    "contact": "(555) 010-4477, text is fine",
    "note": "Leave it in the walk-in.",
    "ordered_on": date(2026, 11, 3),
    "arrived_on": date(2026, 11, 19),
    "pickup_by": date(2026, 12, 3),
    "printed_on": date(2026, 11, 20),
    "bin": "C-14",
    "total": Decimal("53.90"),
    "price_kind": "sale",
    "policy": "Held 14 days.",
}


@pytest.fixture(scope="session")
def face() -> MakeFace:
    """Makes a usual tag; give what should differ."""
    return lambda **different: TagFace(**{**USUAL, **different})
