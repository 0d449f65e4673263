"""Signing in and out, the store one stands in, one's own password, and where work begins."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("sessions", __name__)

from app.blueprints.sessions import home, password, sign_in, stand  # noqa: E402, F401
