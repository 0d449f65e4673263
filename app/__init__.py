"""Caselot: special and customer orders for stores. This file only puts the parts together."""

from __future__ import annotations

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from app.config import Config, from_environment
from app.web.unit_of_work import App


def create_app(config: Config | None = None, **overrides: object) -> Flask:
    """Assemble the app from `config`, or from the environment; `overrides` are Flask's own keys."""
    from app import blueprints, cli, extensions, jobs, web

    config = config or from_environment()
    app = App(__name__, static_folder=None)
    app.config.from_mapping(config.as_flask(), **overrides)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if config.trusted_proxies:
        count = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    extensions.init_app(app)
    web.init_app(app)
    blueprints.init_app(app)
    jobs.init_app(app)
    cli.init_app(app)
    return app
