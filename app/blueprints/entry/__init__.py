"""The entry desk: taking a new order, kept as a draft at every step (C8, C13-C21)."""

from flask import Blueprint

bp = Blueprint("entry", __name__)

from app.blueprints.entry import (  # noqa: E402, F401
    again,
    customer,
    describing,
    finish,
    items,
    marking,
    new_customer,
    start,
    taken,
)
