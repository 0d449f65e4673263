"""The customers desk: looking people up, and what they have ordered."""

from flask import Blueprint

bp = Blueprint("customers", __name__)

from app.blueprints.customers import (  # noqa: E402
    data,  # noqa: F401
    edit,  # noqa: F401
    further,  # noqa: F401
    index,  # noqa: F401
    merge,  # noqa: F401
    new,  # noqa: F401
    offline,  # noqa: F401
    show,  # noqa: F401
    waiting,  # noqa: F401
)
