"""HTTP tools that every desk shares: access, unit of work, htmx, forms, filters, errors,
timeline."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Bind the tools to `app`, in the order in which a request meets them."""
    from app.web import (
        access,
        assets,
        converters,
        errors,
        filters,
        forged,
        headers,
        htmx,
        logs,
        navigation,
        presence,
        shelves,
    )

    logs.init_app(app)
    converters.init_app(app)
    headers.init_app(app)
    # Before the guard, so that it sees what the guard would refuse.
    forged.init_app(app)
    access.init_app(app)
    htmx.init_app(app)
    assets.init_assets(app)
    filters.init_app(app)
    navigation.init_app(app)
    shelves.init_app(app)
    presence.init_app(app)
    errors.init_app(app)
