"""The reports desk: what the orders of a store say about it."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("reports", __name__, url_prefix="/reports")

from app.blueprints.reports import show  # noqa: E402

__all__ = ["bp", "show"]
