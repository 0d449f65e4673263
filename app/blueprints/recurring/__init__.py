"""Orders that repeat: beginning, brakes, the list of them, and what became of each date (B3)."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("recurring", __name__)

from app.blueprints.recurring import braking, index, terms  # noqa: E402

__all__ = ["bp", "braking", "index", "terms"]
