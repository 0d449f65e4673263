"""The orders desk: the pending list, closed orders, one order with all its verbs, and the field
at the top."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("orders", __name__)

from app.blueprints.orders import (  # noqa: E402
    adding,
    closed,
    closing,
    customer,
    editing,
    find,
    moving,
    pending,
    pricing,
    show,
    slip,
    wishes,
)

__all__ = [
    "adding",
    "bp",
    "closed",
    "closing",
    "customer",
    "editing",
    "find",
    "moving",
    "pending",
    "pricing",
    "show",
    "slip",
    "wishes",
]
