"""A bare app that has only the look: templates, styles, scripts. No database, no rooms."""

from pathlib import Path
from types import SimpleNamespace

from flask import Flask, render_template, request
from flask_wtf import CSRFProtect
from jinja2 import FileSystemLoader, StrictUndefined

from app.vocabulary.permissions import Permission
from app.web import assets, filters

APP = Path(__file__).parents[2] / "app"
PAGES = Path(__file__).parent / "parts_pages"


def parts_app() -> Flask:
    """Our templates and those in parts_pages/: GET /<name> shows one, POST /sent keeps it."""
    app = Flask("parts", root_path=str(APP), static_folder=None)
    app.config.update(SECRET_KEY="only for tests", WTF_CSRF_TIME_LIMIT=None)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_loader = FileSystemLoader([PAGES, APP / "templates"])
    app.extensions["sent"] = []
    CSRFProtect(app)
    assets.init_assets(app)
    filters.init_app(app)
    app.context_processor(rail_and_viewer)
    add_routes(app)
    return app


def rail_and_viewer() -> dict[str, object]:
    """What the layout asks for, made up."""
    room = SimpleNamespace(label="Pending", icon="list", url="/list", current=True, count="42")
    person = SimpleNamespace(name="Mara Bell", initials="MB")
    return {
        "navigation": [room],
        "viewer": person,
        "store_name": "Hillside",
        "can": lambda _permission: True,
        "Permission": Permission,
    }


def add_routes(app: Flask) -> None:
    """Pages, and one place that takes what forms send."""

    def show(name: str) -> str:
        return render_template(f"{name}.html")

    def sent() -> str:
        app.extensions["sent"].append(request.form.to_dict(flat=False))
        return "<title>Sent</title><h1>Sent</h1>"

    def find() -> str:
        return f"<title>Found</title><h1>Found {request.args['q']}</h1>"

    app.add_url_rule("/<name>", "show", show)
    app.add_url_rule("/sent", "sent", sent, methods=["POST"])
    app.add_url_rule("/find", "orders.find", find)
    app.add_url_rule("/out", "sessions.sign_out", sent, methods=["POST"])
    for room in ("sessions.choose_store", "sessions.own_password", "settings.people"):
        app.add_url_rule(f"/{room}", room, find)
