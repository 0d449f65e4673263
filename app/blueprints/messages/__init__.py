"""Messages to customers: what could be said, the log of what was, and what became of it (decision
12)."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("messages", __name__)

from app.blueprints.messages import index, moves, reports, write  # noqa: E402

__all__ = ["bp", "index", "moves", "reports", "write"]
