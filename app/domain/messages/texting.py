"""How long a text message is: letters, and the parts that a phone network makes of it.

What the GSM alphabet holds goes 160 to a message, 153 to a part of a longer one; one other letter,
and all of it is counted as UCS-2, 70 and 67.
"""

from __future__ import annotations

from dataclasses import dataclass

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# These take two places.
_EXTENDED = frozenset("^{}\\[~]|€\f")
_SINGLE, _PART = 160, 153
_WIDE_SINGLE, _WIDE_PART = 70, 67
MOST_PARTS = 6


@dataclass(frozen=True)
class Length:
    """`units` of the alphabet that it needs, the `parts` it is sent in, and the first letter that
    makes it `wide` (empty if none does)."""

    units: int
    parts: int
    wide: str = ""

    @property
    def alphabet(self) -> str:
        """The name of the alphabet."""
        return "UCS-2" if self.wide else "GSM-7"


def length(text: str) -> Length:
    """How long `text` is as a text message; nothing is no part at all."""
    wide = next((c for c in text if c not in _BASIC and c not in _EXTENDED), "")
    sizes = [_size(c, bool(wide)) for c in text]
    single, part = (_WIDE_SINGLE, _WIDE_PART) if wide else (_SINGLE, _PART)
    units = sum(sizes)
    if units <= single:
        return Length(units, 1 if units else 0, wide)
    return Length(units, _parts(sizes, part), wide)


def _size(letter: str, wide: bool) -> int:
    if wide:
        return 2 if ord(letter) > 0xFFFF else 1
    return 2 if letter in _EXTENDED else 1


def _parts(sizes: list[int], room: int) -> int:
    """Letters of two units are never cut in two."""
    parts, left = 1, room
    for size in sizes:
        if size > left:
            parts, left = parts + 1, room
        left -= size
    return parts
