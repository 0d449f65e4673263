"""What every page of a kind shares, laid out once and drawn as an image on each."""

from __future__ import annotations

from typing import Any


class Form:
    """A page that is already laid out, for one PDF: stored in it once, however often it is
    shown."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.name = ""

    def get_intrinsic_size(self, resolution: Any, font_size: Any) -> tuple[float, float, None]:
        """Width and height in CSS pixels."""
        return self.page.width, self.page.height, None

    def draw(self, stream: Any, width: float, height: float, style: Any) -> None:
        """Put the form on the page; all pages of a PDF share their resources, so one copy
        serves."""
        if not self.name:
            group = stream.add_group(0, 0, self.page.width, self.page.height)
            del group.extra["Group"]  # Nothing is transparent, and plain forms print faster.
            self.page.paint(group)
            self.name = group.id
        stream.draw_x_object(self.name)
