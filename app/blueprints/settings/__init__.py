"""Everything a store can set, in one place (L7). Each change is in the trail."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("settings", __name__, url_prefix="/settings")

from app.blueprints.settings import (  # noqa: E402
    customer_attributes,  # noqa: F401
    customer_groups,  # noqa: F401
    customer_rules,  # noqa: F401
    default_customer,  # noqa: F401
    departments,  # noqa: F401
    finer_rules,  # noqa: F401
    index,  # noqa: F401
    member_types,  # noqa: F401
    messages,  # noqa: F401
    passwords,  # noqa: F401
    people,  # noqa: F401
    register,  # noqa: F401
    roles,  # noqa: F401
    rules,  # noqa: F401
    sale_types,  # noqa: F401
    statuses,  # noqa: F401
    stores,  # noqa: F401
    super_departments,  # noqa: F401
    trail,  # noqa: F401
)
