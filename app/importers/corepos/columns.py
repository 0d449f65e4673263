"""Columns as objects: what a column of an export is called and how its cells are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.imports.cells import Doubt, Parser, RowRefused


@dataclass(frozen=True)
class Column:
    """One column of a file. What an optional column would fill stays as it is when the file lacks
    the column."""

    name: str
    parse: Parser
    required: bool = True

    def read(self, cells: Mapping[str, str], doubt: Doubt) -> Any:
        """The value of this column in a row; doubts and refusals name the column."""
        try:
            return self.parse(
                cells[self.name.lower()], lambda reason: doubt(f"{self.name}: {reason}")
            )
        except RowRefused as refusal:
            raise RowRefused(f"{self.name}: {refusal.message}") from None
