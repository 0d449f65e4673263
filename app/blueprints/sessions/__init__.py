"""Signing in and out, the store one stands in, and one's own password."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("sessions", __name__)

from app.blueprints.sessions import password, sign_in, stand  # noqa: E402, F401
