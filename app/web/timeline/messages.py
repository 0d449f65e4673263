"""Messages to the customer, and what became of them."""

from __future__ import annotations

from app.web.timeline.words import Sentence

SENTENCES: dict[str, Sentence] = {}
