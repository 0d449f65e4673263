"""Calls to the customer, and what was promised on the phone."""

from __future__ import annotations

from app.web.timeline.words import Sentence

SENTENCES: dict[str, Sentence] = {}
