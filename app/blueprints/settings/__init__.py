"""settings."""

from flask import Blueprint

from app.web.access import public, signed_in  # noqa: F401

bp = Blueprint("settings", __name__)


@bp.route("/settings", methods=["GET"])
@signed_in
def index():
    """Soon."""
    return "soon"
