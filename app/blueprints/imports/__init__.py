"""Files that bring in catalogues, sales and members."""

from flask import Blueprint

bp = Blueprint("imports", __name__, url_prefix="/catalog/imports")
