"""`flask …`: demo, import, overnight, worker, cron, user, pos, doctor. One module a group."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

GROUPS = ("demo", "importing", "night", "people", "pos", "upkeep", "working")


def init_app(app: Flask) -> None:
    """Add every command."""
    for name in GROUPS:
        for command in import_module(f"app.cli.{name}").commands:
            app.cli.add_command(command)
