"""Somebody to call, an order that waits for it, and a caller who sees no price."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.models import Customer, Order, Role, RolePermission, User
from app.vocabulary.permissions import Permission
from tests.factories import a_customer, a_department, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of

PRICE = "120.00"


@pytest.fixture
def ada(session: Session) -> Customer:
    """Somebody in the file, with a number."""
    return a_customer(session, phone="+12175550142", phone_digits="2175550142")


@pytest.fixture
def order(session: Session, cast: Cast, ada: Customer) -> Order:
    """Two cases of oats that wait for a call."""
    oats = a_product(session, a_department(session))
    wishes = [a_wish(oats), a_wish(oats, description="More oats")]
    made = an_order(session, viewer_of(cast.taker), wishes, ada, call_first=True)
    session.commit()
    return made


@pytest.fixture
def blind(session: Session, cast: Cast) -> User:
    """Who calls and sees no price."""
    grants = [RolePermission(permission=p) for p in (Permission.CALLS_MAKE, Permission.ORDERS_SEE)]
    role = Role(name="Caller", grants=grants)
    made = User(username="caller", name="Caller Person", store_id=cast.hill.id, roles=[role])
    session.add(made)
    session.commit()
    return made


def sent(session: Session, order: Order, outcome: str, **more: Any) -> dict[str, Any]:
    """What a tap on the card of an order sends."""
    session.refresh(order)
    return {
        "one_time_key": more.pop("key", "a-key-of-the-call-sheet"),
        "line": [line.id for line in order.lines],
        "version": [f"{order.number}:{order.version}"],
        "number": "+12175550142",
        "outcome": outcome,
        **more,
    }


def text_of(page: str) -> str:
    """What a person reads, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
