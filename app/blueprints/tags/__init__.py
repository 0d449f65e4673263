"""The tags desk: what waits for a tag, printing, prints and their documents (C26–C28)."""

from flask import Blueprint

bp = Blueprint("tags", __name__)

from app.blueprints.tags import lookalike, printing, queue, waiting  # noqa: E402, F401
