"""What stands between WeasyPrint's pages and ours: one box of a page as a page of its own, and a
page that draws itself. To the engine a page of its own is a good part of the work of a tag."""

from __future__ import annotations

from typing import Any, Protocol

from weasyprint import Page
from weasyprint.draw import draw_stacking_context
from weasyprint.layout.background import layout_box_backgrounds
from weasyprint.stacking import StackingContext


class Draws(Protocol):
    """What puts itself on a page."""

    def draw(self, stream: Any) -> None:
        """Put it on the page, in CSS pixels from its upper left corner."""


class Piece:
    """A block of a page that is laid out, as if it stood alone on a page of its size. The block is
    moved to where it would stand there, so the same one is drawn alike whatever stands above."""

    def __init__(self, box: Any, page: Any) -> None:
        self.box, self.page = box, page._page_box
        above = box.position_y
        for part in box.descendants():
            part.position_y -= above
            # Where its colours are painted was settled where it stood.
            if part.background is not None:
                layout_box_backgrounds(self.page, part, None, layout_children=False)
        self.width, self.height = box.margin_width(), box.margin_height()

    def paint(self, stream: Any) -> None:
        """Draw it."""
        with stream.stacked():
            draw_stacking_context(stream, StackingContext.from_box(self.box, self.page))


class Drawn(Page):  # type: ignore[misc]
    """A page like `blank`, with something on it that draws itself."""

    def __init__(self, blank: Page, content: Draws) -> None:
        vars(self).update(vars(blank))
        self.content = content

    def paint(self, stream: Any, scale: float = 1) -> None:
        """Draw it."""
        with stream.stacked():
            stream.transform(a=scale, d=scale)
            self.content.draw(stream)
