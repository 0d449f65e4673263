"""Lines to place, purchase orders, and their register (C25, B8)."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("purchasing", __name__, url_prefix="/purchasing")

from app.blueprints.purchasing import (  # noqa: E402
    changing,  # noqa: F401
    lines,  # noqa: F401
    making,  # noqa: F401
    overview,  # noqa: F401
    papers,  # noqa: F401
    register,  # noqa: F401
    show,  # noqa: F401
)
