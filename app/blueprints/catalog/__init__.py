"""The catalogue: products, vendors and their items, sales, like codes (C6, C16, P7)."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("catalog", __name__, url_prefix="/catalog")

from app.blueprints.catalog import (  # noqa: E402
    carrying,  # noqa: F401
    deadlines,  # noqa: F401
    departments,  # noqa: F401
    like_codes,  # noqa: F401
    products,  # noqa: F401
    sale_items,  # noqa: F401
    sales,  # noqa: F401
    vendor_items,  # noqa: F401
    vendors,  # noqa: F401
)
