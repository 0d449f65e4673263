"""tags."""

from flask import Blueprint

from app.web.access import public, signed_in  # noqa: F401

bp = Blueprint("tags", __name__)


@bp.route("/tags", methods=["GET"])
@signed_in
def index():
    """Soon."""
    return "soon"
