"""What searching looks through: plain lower-case words, the same for what is kept and what is
typed."""

from __future__ import annotations

import unicodedata

LONGEST = 400

# Letters that Unicode does not take apart, and what somebody without that key types.
_PLAIN = str.maketrans(
    {
        "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i",
        "’": "'", "‘": "'", "ʼ": "'", "´": "'",
    }
)  # fmt: skip


def haystack(*parts: str) -> str:
    """`parts` as one row of plain lower-case words with single spaces, at most 400 characters.

    Accents are dropped, letters are folded (`Crème  BRÛLÉE` → `creme brulee`) and control
    characters part words, and so do marks that are not in ASCII: two databases part words by the
    ASCII marks alike. Fold what somebody typed with it too before looking for it here.
    """
    text = " ".join(parts)
    folded = text.lower() if text.isascii() else _folded(text)
    spaced = folded
    if not (folded.isascii() and folded.isprintable()):
        spaced = "".join(char if _stays(char) else " " for char in folded)
    return " ".join(spaced.split())[:LONGEST].rstrip()


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in apart if not unicodedata.combining(char))
    return bare.casefold().translate(_PLAIN)


def _stays(char: str) -> bool:
    return char.isprintable() if char.isascii() else char.isalnum()
