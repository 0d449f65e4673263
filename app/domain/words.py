"""Finding rows by words: every word typed must begin a word of the row's `search_text`."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.vocabulary.searching import haystack

MOST_WORDS = 6


def matching(model: Any, text: str) -> sa.ColumnElement[bool]:
    """The condition that rows of `model` (Product, VendorItem, Customer, Order, OrderLine: whatever
    has `search_text`) hold all words of `text`. False for a text without a word."""
    words = haystack(text).split()[:MOST_WORDS]
    if not words:
        return sa.false()
    return sa.and_(*(model.search_text.contains(word, autoescape=True) for word in words))
