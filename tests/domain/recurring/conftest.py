"""Who repeats what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.access import Viewer
from app.vocabulary.permissions import Permission
from tests.domain.orders.conftest import buyer, order, statuses, taker

__all__ = ["blind", "buyer", "order", "statuses", "taker"]

_FIGURES = {Permission.PRICES_SEE, Permission.PRICES_EDIT, Permission.COSTS_SEE}


@pytest.fixture
def blind(buyer: Viewer) -> Viewer:
    """Who may repeat orders and sees no price."""
    return replace(buyer, permissions=buyer.permissions - _FIGURES)
