"""What a timeline can be narrowed to."""

from __future__ import annotations

from app.vocabulary.words import Labelled


class Kind(Labelled):
    """What sort of thing happened."""

    EDITS = "edits", "Changes"
    MOVES = "moves", "Status"
    PRICES = "prices", "Prices"
    CALLS = "calls", "Calls"
    MESSAGES = "messages", "Messages"
    PURCHASES = "purchases", "Purchasing"
    PRINTS = "prints", "Prints"
    SCANS = "scans", "Scans"
    SALE = "sale", "Sale"
