"""A barcode as an image that draws itself: black rectangles, no pixels to blur."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from app.vocabulary.barcodes import QUIET_MODULES, UPC_A_MODULES, upca_bits

MODULE_MM = 3 * 25.4 / 203
"""The thinnest bar: three dots of a 203 dpi label printer, so that every bar is whole dots there.

That is 114 % of the nominal size, 1.67 inches with the quiet zones."""
MODULES = UPC_A_MODULES + 2 * QUIET_MODULES
WIDTH_MM = MODULES * MODULE_MM


class Bars:
    """UPC-A of a 12-digit code with its quiet zones, in the shape WeasyPrint asks of an image."""

    def __init__(self, code12: str) -> None:
        self.bits = upca_bits(code12)

    def get_intrinsic_size(self, resolution: Any, font_size: Any) -> tuple[float, float, None]:
        """Width and height in CSS pixels; the stylesheet sets the real ones."""
        return MODULES, MODULES / 3, None

    def draw(self, stream: Any, width: float, height: float, style: Any) -> None:
        """Put the bars on the page, stretched to `width` × `height`."""
        stream.transform(a=width / MODULES, d=height)
        for start, modules in self._black_runs():
            stream.stream.append(b"%d 0 %d 1 re" % (start, modules))
        stream.fill()

    def _black_runs(self) -> Iterator[tuple[int, int]]:
        """Where each black bar starts and how wide it is, in modules from the left edge."""
        place = QUIET_MODULES
        for colour, bits in groupby(self.bits):
            modules = len(list(bits))
            if colour == "1":
                yield place, modules
            place += modules
