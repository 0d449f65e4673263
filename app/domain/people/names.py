"""User names: what people type to say who they are."""

from __future__ import annotations

import unicodedata

SHORTEST, LONGEST = 2, 40


def username_of(text: str) -> str:
    """`text` as user names are kept and looked up: `  Mara.B ` and `mara.b` are one person."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def username_problem(username: str) -> str:
    """What is wrong with a user name (as `username_of` makes it), or nothing."""
    if not SHORTEST <= len(username) <= LONGEST:
        return f"Use {SHORTEST} to {LONGEST} characters."
    if not all(c.isalnum() or c in "._-" for c in username):
        return "Use letters, figures, dots and dashes only."
    return ""
