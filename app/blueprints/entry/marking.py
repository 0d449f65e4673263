"""Showing where the words somebody typed stand in what was found."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from app.blueprints.entry import bp

MOST_WORDS = 6


@bp.app_template_filter("marked")
def marked(text: str, query: str) -> Markup:
    """`text` with each word of `query` marked where it occurs; both may hold anything."""
    words = sorted({re.escape(w) for w in query.split()[:MOST_WORDS]}, key=len, reverse=True)
    if not words:
        return escape(text)
    parts = re.split(f"({'|'.join(words)})", text, flags=re.IGNORECASE)
    return Markup("").join(
        Markup("<mark>{}</mark>").format(part) if place % 2 else escape(part)
        for place, part in enumerate(parts)
    )
