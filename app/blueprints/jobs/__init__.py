"""The work in the background: what waits, runs, failed, and what happens by the clock."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("jobs", __name__)

from app.blueprints.jobs import index  # noqa: E402

__all__ = ["bp", "index"]
