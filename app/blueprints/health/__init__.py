"""Is it alive, is it ready: for supervisors, load balancers and whoever is woken up."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

bp = Blueprint("health", __name__)

from app.blueprints.health import checks  # noqa: E402
from app.web.access import public  # noqa: E402


@bp.get("/livez")
@public
def live() -> Response:
    """The web process answers; asks nobody else."""
    return Response("alive\n", mimetype="text/plain")


@bp.get("/readyz")
@public
def ready() -> tuple[Response, int]:
    """Whether everything that work needs is there, by name; 503 if not. Pages that do not need
    what is missing go on working."""
    found = {name: check() for name, check in checks.ALL.items()}
    fine = all(said == checks.OK for said in found.values())
    return jsonify(ready=fine, checks=found), 200 if fine else 503
