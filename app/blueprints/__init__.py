"""One desk each: home, entry, orders, recurring, batches, calls, customers, catalog, imports, tags,
pickup, purchasing, receiving, night, settings, sessions, messages, reports, health."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Register every desk."""
    from app.blueprints import (
        batches,
        calls,
        catalog,
        customers,
        entry,
        health,
        home,
        imports,
        messages,
        night,
        orders,
        pickup,
        purchasing,
        receiving,
        recurring,
        reports,
        sessions,
        settings,
        tags,
    )

    desks = (
        batches,
        calls,
        catalog,
        customers,
        entry,
        health,
        home,
        imports,
        messages,
        night,
        orders,
        pickup,
        purchasing,
        receiving,
        recurring,
        reports,
        sessions,
        settings,
        tags,
    )
    for desk in desks:
        app.register_blueprint(desk.bp)
