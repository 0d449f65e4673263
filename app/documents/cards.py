"""Tags that are laid out already: kept as what is drawn, imposed on whatever paper is loaded.

A card is what is drawn of one tag, in its own coordinates, and the glyphs that this needs of the
bundled fonts. It is laid out once, then drawn wherever it is wanted; the fonts of a print are put
in once, with the glyphs of all its cards.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.documents.bars import Bars
from app.documents.form import Form
from app.documents.paper import Paper

Glyphs = Mapping[str, Sequence[tuple[int, str, int]]]
"""By the font's name in the PDF: number of the glyph, the text it stands for, how wide it is."""

PX = 96 / 25.4
"""CSS pixels in a millimetre."""


@dataclass(frozen=True)
class Card:
    """What is drawn of a tag, and the glyphs of each font."""

    drawn: bytes
    glyphs: Glyphs

    def packed(self) -> bytes:
        """As it is kept."""
        head = json.dumps(self.glyphs, separators=(",", ":")).encode()
        return zlib.compress(len(head).to_bytes(4, "big") + head + self.drawn, 6)


def unpacked(kept: bytes) -> Card | None:
    """A card that was kept; None for what is none."""
    try:
        whole = zlib.decompress(kept)
        size = int.from_bytes(whole[:4], "big")
        return Card(whole[4 + size :], json.loads(whole[4 : 4 + size]))
    except (zlib.error, ValueError):
        return None


@dataclass(frozen=True)
class Cell:
    """One tag of a sheet: what all tags of the print share below (`form`), its own card (or its
    page, where it needs fonts of the machine), a label for copies, its bars at `bars_at`."""

    form: Form
    card: Any
    label: Form | None
    bars: Bars | None


@dataclass(frozen=True)
class Places:
    """Where things are, in CSS pixels; the same as in `_geometry.css`."""

    label: tuple[float, float]
    bars: tuple[float, float, float, float]


class Sheet:
    """A whole sheet of tags that draws itself."""

    def __init__(self, cells: Sequence[Cell], paper: Paper, places: Places, cut: Form) -> None:
        self.cells, self.paper, self.places, self.cut = cells, paper, places, cut

    def draw(self, stream: Any) -> None:
        """Put the tags on the sheet, each cut off at its own edges."""
        self.cut.draw(stream, 0, 0, None)
        across, down = self.paper.tag_width * PX, self.paper.tag_height * PX
        inside = self.paper.margin * PX
        for number, cell in enumerate(self.cells):
            row, column = divmod(number, self.paper.across)
            with stream.stacked():
                stream.transform(e=column * across, f=row * down)
                stream.rectangle(0, 0, across, down)
                stream.clip()
                stream.end()
                stream.transform(e=inside, f=inside)
                self._cell(stream, cell)

    def _cell(self, stream: Any, cell: Cell) -> None:
        cell.form.draw(stream, 0, 0, None)
        with stream.stacked():
            draw_card(stream, cell.card)
        if cell.label is not None:
            self._at(stream, cell.label, (*self.places.label, 0, 0))
        if cell.bars is not None:
            self._at(stream, cell.bars, self.places.bars)

    def _at(self, stream: Any, image: Any, place: tuple[float, ...]) -> None:
        x, y, width, height = place
        with stream.stacked():
            stream.transform(e=x, f=y)
            stream.set_color_rgb(0, 0, 0)
            image.draw(stream, width, height, None)


def draw_card(stream: Any, card: Any) -> None:
    """Put a card, or the page of a tag, on a sheet."""
    if not isinstance(card, Card):
        card.paint(stream)
        return
    from app.documents.layout import use_glyphs

    use_glyphs(stream, card.glyphs)
    # What cards say of opacity must be known to the sheet: it is full, and has two names.
    stream.set_alpha(1.0)
    stream.set_alpha(1)
    stream.stream.append(card.drawn)
