"""What a file may ask of us. Everything is bounded before it is unpacked or read."""

from __future__ import annotations

from app.vocabulary.errors import CaselotError

MB = 1024 * 1024
LARGEST_UPLOAD = 25 * MB
MOST_ROWS = 250_000
MOST_COLUMNS = 200
LONGEST_CELL = 1_000
LONGEST_LINE = 1_000_000
LONGEST_HEADING = 80
MOST_CELLS = 5_000_000
"""Of a workbook: its reader makes room for the whole rectangle, however few cells are filled."""
LARGEST_UNPACKED = 160 * MB
LARGEST_TEXT = 60 * MB
MOST_ENTRIES = 2_000
LARGEST_RATIO = 300
"""What sheets are written in packs well, but not this well: that is a bomb."""


class FileRefused(CaselotError):
    """A file as a whole cannot be used; the message says why and what to do."""
