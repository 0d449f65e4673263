"""night."""

from flask import Blueprint

from app.web.access import public, signed_in  # noqa: F401

bp = Blueprint("night", __name__)


@bp.route("/tonight", methods=["GET"])
@signed_in
def tonight():
    """Soon."""
    return "soon"
