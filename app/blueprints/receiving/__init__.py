"""The receiving desk: scan what comes (B10)."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("receiving", __name__, url_prefix="/receiving")

from app.blueprints.receiving import desk, verbs  # noqa: E402, F401
