"""Files that bring in catalogues, products, sales and members (C16, L7)."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("imports", __name__, url_prefix="/catalog/imports")

from app.blueprints.imports import (  # noqa: E402
    columns,  # noqa: F401
    index,  # noqa: F401
    moves,  # noqa: F401
    show,  # noqa: F401
    uploading,  # noqa: F401
)
