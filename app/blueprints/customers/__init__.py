"""The customers desk: looking people up, and what they have ordered."""

from flask import Blueprint

bp = Blueprint("customers", __name__)

from app.blueprints.customers import edit, further, index, new, show  # noqa: E402, F401
