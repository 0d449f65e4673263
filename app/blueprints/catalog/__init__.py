"""The catalogue: products, vendors and their items, sales, like codes (C16, P7)."""

from flask import Blueprint

bp = Blueprint("catalog", __name__, url_prefix="/catalog")
