"""orders."""

from flask import Blueprint

from app.web.access import public, signed_in  # noqa: F401

bp = Blueprint("orders", __name__)


@bp.route("/pending", methods=["GET"])
@signed_in
def pending():
    """Soon."""
    return "soon"


@bp.route("/closed", methods=["GET"])
@signed_in
def closed():
    """Soon."""
    return "soon"


@bp.route("/find", methods=["GET"])
@signed_in
def find():
    """Soon."""
    return "soon"


@bp.route("/orders/<id:number>", methods=["GET"])
@signed_in
def show(number):
    """Soon."""
    return "soon"
