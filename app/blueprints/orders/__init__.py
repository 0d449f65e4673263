"""The orders desk: the pending list, closed orders, one order with all its verbs, and the field
at the top."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("orders", __name__)

from app.blueprints.orders import (  # noqa: E402
    adding,
    cells,
    cloning,
    closed,
    closing,
    customer,
    editing,
    find,
    handing,
    happened,
    here,
    look,
    moving,
    pending,
    pricing,
    show,
    slip,
    splitting,
    stepping,
    views,
    wishes,
)

__all__ = [
    "adding",
    "bp",
    "cells",
    "cloning",
    "closed",
    "closing",
    "customer",
    "editing",
    "find",
    "handing",
    "happened",
    "here",
    "look",
    "moving",
    "pending",
    "pricing",
    "show",
    "slip",
    "splitting",
    "stepping",
    "views",
    "wishes",
]
