"""Home: what needs me now, and the lists behind it that have no other room."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("home", __name__)

from app.blueprints.home import index, lists  # noqa: E402

__all__ = ["bp", "index", "lists"]
