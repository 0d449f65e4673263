"""The paper that tags are printed on."""

from __future__ import annotations

from dataclasses import dataclass

SMALLEST_TAG_MM = (100, 137)


@dataclass(frozen=True)
class Paper:
    """A sheet or label in millimetres, and how many tags share it (`across` × `down`).

    `margin` is what stays white round each tag: office printers can't print to the edge. Raises
    ValueError if a tag would get less than 100 × 137 mm.
    """

    key: str
    width: float
    height: float
    across: int = 1
    down: int = 1
    margin: float = 4

    def __post_init__(self) -> None:
        if self.tag_width < SMALLEST_TAG_MM[0] or self.tag_height < SMALLEST_TAG_MM[1]:
            raise ValueError("A tag needs at least 100 × 137 mm of paper.")

    @property
    def tags(self) -> int:
        """Tags on one sheet."""
        return self.across * self.down

    @property
    def tag_width(self) -> float:
        """Millimetres from cut to cut."""
        return self.width / self.across

    @property
    def tag_height(self) -> float:
        """Millimetres from cut to cut."""
        return self.height / self.down


LETTER = Paper("letter", 215.9, 279.4, across=2, down=2, margin=5.5)
A4 = Paper("a4", 210, 297, across=2, down=2, margin=5.5)
LABEL = Paper("label", 108, 140)
LABEL_4X6 = Paper("label-4x6", 101.6, 152.4)
PAPERS = {paper.key: paper for paper in (LETTER, A4, LABEL, LABEL_4X6)}
"""Papers by the key that a setting stores; another label is `Paper("label", width, height)`."""
