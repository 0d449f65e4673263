"""The call sheet: who is to be called, with a number to tap and one tap for how it ended (B7, C21,
C25)."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("calls", __name__)

from app.blueprints.calls import (  # noqa: E402
    agreeing,
    hours,
    log,
    promises,
    recording,
    sheet,
)

__all__ = ["agreeing", "bp", "hours", "log", "promises", "recording", "sheet"]
