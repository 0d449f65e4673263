"""The shelves of the stores, in settings: many added at once, their labels printed."""

from flask import Blueprint

bp = Blueprint("shelves", __name__, url_prefix="/settings/shelves")

from app.blueprints.shelves import editing, labels  # noqa: E402, F401
