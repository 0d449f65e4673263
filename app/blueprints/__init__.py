"""One desk each: home, entry, orders, recurring, batches, calls, customers, catalog, imports, tags,
pickup, printers, printing, purchasing, receiving, night, settings, shelves, sessions, messages,
reports, register, jobs, api, health."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

DESKS = (
    "api", "batches", "calls", "catalog", "customers", "entry", "health", "home", "imports", "jobs",
    "messages", "night", "orders", "pickup", "printers", "printing", "purchasing", "receiving",
    "recurring", "register", "reports", "sessions", "settings", "shelves", "tags",
)  # fmt: skip


def init_app(app: Flask) -> None:
    """Register every desk."""
    for desk in DESKS:
        app.register_blueprint(import_module(f"app.blueprints.{desk}").bp)
