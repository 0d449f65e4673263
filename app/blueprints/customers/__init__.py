"""The customers desk: looking people up, and what they have ordered."""

from flask import Blueprint

bp = Blueprint("customers", __name__)

from app.blueprints.customers import index, show  # noqa: E402, F401
