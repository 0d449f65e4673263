"""The pickup desk: scan or name, where it stands, hand over, done (C28, C31, B11)."""

from flask import Blueprint

bp = Blueprint("pickup", __name__)

from app.blueprints.pickup import desk  # noqa: E402, F401
