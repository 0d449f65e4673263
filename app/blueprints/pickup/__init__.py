"""pickup."""

from flask import Blueprint

from app.web.access import public, signed_in  # noqa: F401

bp = Blueprint("pickup", __name__)


@bp.route("/pickup", methods=["GET"])
@signed_in
def index():
    """Soon."""
    return "soon"
