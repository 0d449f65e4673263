"""Tonight: what the overnight job will do and why, and what it did (B4, C31–C33, C37, C38)."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("night", __name__)

from app.blueprints.night import keep_open, last, tonight  # noqa: E402

__all__ = ["bp", "keep_open", "last", "tonight"]
