"""customers."""

from flask import Blueprint

from app.web.access import public, signed_in  # noqa: F401

bp = Blueprint("customers", __name__)


@bp.route("/customers", methods=["GET"])
@signed_in
def index():
    """Soon."""
    return "soon"
