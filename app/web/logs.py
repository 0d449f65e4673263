"""Logs: one JSON object a line to stdout; for a person at a terminal, words.

A traceback has its lines and the error's message, never the values of variables: those are names,
phone numbers and prices (B1).
"""

from __future__ import annotations

import sys
from typing import Any

import structlog
from flask import Flask


def _renderers(terminal: bool) -> list[Any]:
    if terminal:
        plain = structlog.dev.plain_traceback
        return [structlog.dev.ConsoleRenderer(exception_formatter=plain)]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(default=str)]


def init_app(app: Flask) -> None:
    """Set up structlog for this process."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *_renderers(sys.stdout.isatty()),
        ],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        logger_factory=structlog.PrintLoggerFactory(),
        cache_logger_on_first_use=False,
    )
