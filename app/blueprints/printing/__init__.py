"""What was given to printers: how far it is, once more, taken back."""

from flask import Blueprint

bp = Blueprint("printing", __name__)

from app.blueprints.printing import jobs  # noqa: E402, F401
