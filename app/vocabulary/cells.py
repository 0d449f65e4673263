"""Cells of tables that a spreadsheet may open."""

from __future__ import annotations

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def plain_cell(text: str) -> str:
    """`text` as a cell that no spreadsheet takes for a formula: marked as text if it begins like
    one, behind spaces of any kind too."""
    risky = text.startswith(_DANGEROUS) or text.lstrip().startswith(_DANGEROUS)
    return f"'{text}" if risky else text
