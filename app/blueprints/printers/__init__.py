"""The printers of the stores, in settings: where they are, what for, how they are."""

from flask import Blueprint

bp = Blueprint("printers", __name__, url_prefix="/settings/printers")

from app.blueprints.printers import asking, editing  # noqa: E402, F401
