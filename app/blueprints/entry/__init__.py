"""entry."""

from flask import Blueprint

from app.web.access import public, signed_in  # noqa: F401

bp = Blueprint("entry", __name__)


@bp.route("/orders/new", methods=["GET"])
@signed_in
def new():
    """Soon."""
    return "soon"
