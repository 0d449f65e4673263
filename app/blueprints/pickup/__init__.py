"""The pickup desk: scan or name, where it stands, hand over, done; goods onto shelves, and back
when nobody comes (C28, C31, B11, B12)."""

from flask import Blueprint

bp = Blueprint("pickup", __name__)

from app.blueprints.pickup import desk, putting, returning  # noqa: E402, F401
