"""The register's desk: what to look at, goods sold without their tag, how it stands with the lanes,
and what moved (B6, B17, C39, C40)."""

from flask import Blueprint

bp = Blueprint("register", __name__, url_prefix="/register")

from app.blueprints.register import desk, deciding  # noqa: E402, F401, I001
