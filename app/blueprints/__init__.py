"""One desk each: entry, orders, customers, catalog, imports, tags, pickup, night, settings,
sessions, health."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Register every desk."""
    from app.blueprints import (
        catalog,
        customers,
        entry,
        health,
        imports,
        night,
        orders,
        pickup,
        sessions,
        settings,
        tags,
    )

    desks = (
        catalog,
        customers,
        entry,
        health,
        imports,
        night,
        orders,
        pickup,
        sessions,
        settings,
        tags,
    )
    for desk in desks:
        app.register_blueprint(desk.bp)
