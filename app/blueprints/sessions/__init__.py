"""sessions."""

from flask import Blueprint

from app.web.access import public, signed_in  # noqa: F401

bp = Blueprint("sessions", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in():
    """Soon."""
    return "soon"


@bp.route("/sign-out", methods=["POST"])
@signed_in
def sign_out():
    """Soon."""
    return "soon"


@bp.route("/stand", methods=["POST"])
@signed_in
def stand():
    """Soon."""
    return "soon"


@bp.route("/", methods=["GET"])
@signed_in
def home():
    """Soon."""
    return "soon"
