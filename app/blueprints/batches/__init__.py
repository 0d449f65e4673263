"""Select many: asking for one thing done to many lines, watching it, its results and files (L6)."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("batches", __name__)

from app.blueprints.batches import (  # noqa: E402
    making,  # noqa: F401
    moves,  # noqa: F401
    show,  # noqa: F401
)
