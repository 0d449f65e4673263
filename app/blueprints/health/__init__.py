"""health."""

from flask import Blueprint

from app.web.access import public, signed_in  # noqa: F401

bp = Blueprint("health", __name__)


@bp.route("/livez", methods=["GET"])
@public
def live():
    """Soon."""
    return "soon"
