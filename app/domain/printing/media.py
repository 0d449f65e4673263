"""What lies in a printer, in the words of printers (PWG 5101.1)."""

from __future__ import annotations

import re

MEDIA = {
    "letter": "na_letter_8.5x11in",
    "a4": "iso_a4_210x297mm",
    "label": "custom_label_108x140mm",
    "label-4x6": "na_index-4x6_4x6in",
}
"""By the key of a paper; a label of a size that no standard names is described."""

_WORD = re.compile(r"[a-z0-9_][a-z0-9_.\-]{1,78}")


def is_word(media: str) -> bool:
    """Whether it can be the name of a medium at all."""
    return _WORD.fullmatch(media) is not None


def lacks(media: str, known: list[str]) -> bool:
    """Whether a printer that knows `known` media says that it has no such one. One that takes any
    size names its largest as `custom_max_…`."""
    if not known or media in known:
        return False
    any_size = any(each.startswith("custom_max_") for each in known)
    return not (any_size and media.startswith("custom_"))
