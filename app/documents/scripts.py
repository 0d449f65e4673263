"""The scripts that few texts need: their bundled fonts, and how wide these set a character.

Latin, Greek, Cyrillic, Arabic and Hebrew are always there (`_fonts.css`). A font from here is given
to the layout engine when a document has a character of its ranges, so all others stay as fast as
if there were none. One family is one file: the engine knows fonts in a PDF by family and weight.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import NamedTuple


class Script(NamedTuple):
    """A font: its family in our documents, its file, the usual width of a character of it as a
    multiple of the font size, a character that it has, and from where to where it is needed."""

    family: str
    file: str
    ems: float
    sample: str
    ranges: tuple[tuple[int, int], ...]


SCRIPTS = (
    Script("TagArmenian", "NotoSansArmenian-Regular.ttf", 0.75, "ա", ((0x0530, 0x058F),)),
    Script("TagThaana", "NotoSansThaana-Regular.ttf", 0.75, "ހ", ((0x0780, 0x07BF),)),
    Script("TagDevanagari", "NotoSansDevanagari-Regular.ttf", 0.8, "क", ((0x0900, 0x097F),)),
    Script("TagBengali", "NotoSansBengali-Regular.ttf", 0.8, "ক", ((0x0980, 0x09FF),)),
    Script("TagGurmukhi", "NotoSansGurmukhi-Regular.ttf", 0.75, "ਕ", ((0x0A00, 0x0A7F),)),
    Script("TagGujarati", "NotoSansGujarati-Regular.ttf", 0.8, "ક", ((0x0A80, 0x0AFF),)),
    Script("TagOdia", "NotoSansOriya-Regular.ttf", 0.85, "କ", ((0x0B00, 0x0B7F),)),
    Script("TagTamil", "NotoSansTamil-Regular.ttf", 1.15, "க", ((0x0B80, 0x0BFF),)),
    Script("TagTelugu", "NotoSansTelugu-Regular.ttf", 1.0, "క", ((0x0C00, 0x0C7F),)),
    Script("TagKannada", "NotoSansKannada-Regular.ttf", 1.0, "ಕ", ((0x0C80, 0x0CFF),)),
    Script("TagMalayalam", "NotoSansMalayalam-Regular.ttf", 1.2, "ക", ((0x0D00, 0x0D7F),)),
    Script("TagSinhala", "NotoSansSinhala-Regular.ttf", 1.1, "ක", ((0x0D80, 0x0DFF),)),
    Script("TagThai", "NotoSansThai-Regular.ttf", 0.65, "ก", ((0x0E00, 0x0E7F),)),
    Script("TagLao", "NotoSansLao-Regular.ttf", 0.65, "ກ", ((0x0E80, 0x0EFF),)),
    Script("TagMyanmar", "NotoSansMyanmar-Regular.ttf", 1.1, "က", ((0x1000, 0x109F),)),
    Script("TagGeorgian", "NotoSansGeorgian-Regular.ttf", 0.75, "ა",
           ((0x10A0, 0x10FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2F))),
    Script("TagEthiopic", "NotoSansEthiopic-Regular.ttf", 0.85, "ሀ", ((0x1200, 0x137F),)),
    Script("TagCherokee", "NotoSansCherokee-Regular.ttf", 0.9, "Ꭰ",
           ((0x13A0, 0x13FF), (0xAB70, 0xABBF))),
    Script("TagKhmer", "NotoSansKhmer-Regular.ttf", 0.85, "ក",
           ((0x1780, 0x17FF), (0x19E0, 0x19FF))),
    Script("TagSymbols", "NotoSansSymbols2-Regular.ttf", 1.0, "★", ((0x2300, 0x2BFF),)),
    Script("TagSigns", "NotoSansSymbols-Regular.ttf", 1.0, "⌬", ((0x2300, 0x2BFF),)),
    Script("TagMath", "NotoSansMath-Regular.ttf", 0.8, "≤", ((0x2190, 0x2BFF),)),
    Script("TagHan", "DroidSansFallback.ttf", 1.0, "中",
           ((0x1100, 0x11FF), (0x2E80, 0x33FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7FF),
            (0xF900, 0xFAFF), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF))),
    Script("TagHanRare", "DroidSansFallbackFull-ExtA.ttf", 1.0, "㐂", ((0x3400, 0x4DBF),)),
    Script("TagEmoji", "NotoEmoji-Regular.ttf", 1.3, "🙂",
           ((0x20E3, 0x20E3), (0x2300, 0x2BFF), (0xFE0F, 0xFE0F), (0x1F000, 0x1FAFF))),
)  # fmt: skip
ALWAYS = "Tag, TagArabic, TagHebrew"
"""The families of every document."""
_RANGES = sorted((*ends, script) for script in SCRIPTS for ends in script.ranges)
_NEAREST = _RANGES[0][0]


def needed(text: str) -> tuple[Script, ...]:
    """The fonts that `text` needs besides those of every document, in the order of SCRIPTS."""
    far = sorted(ord(character) for character in set(text) if ord(character) >= _NEAREST)
    found = {
        script for start, end, script in _RANGES if bisect_left(far, start) < bisect_right(far, end)
    }
    return tuple(script for script in SCRIPTS if script in found)


def ems(character: str) -> float | None:
    """How wide `character` is, as a multiple of the font size; None if no font here has it."""
    number = ord(character)
    if number < _NEAREST:
        return None
    wide = [script.ems for start, end, script in _RANGES if start <= number <= end]
    return max(wide, default=None)
