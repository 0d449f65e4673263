"""Purchase orders and deliveries."""

from __future__ import annotations

from app.web.timeline.words import Sentence

SENTENCES: dict[str, Sentence] = {}
