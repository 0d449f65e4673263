"""Lines that went to another order or came from one; clones and repeats."""

from __future__ import annotations

from app.web.timeline.words import Sentence

SENTENCES: dict[str, Sentence] = {}
