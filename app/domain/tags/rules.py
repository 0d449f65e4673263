"""Whose rules a tag follows: those of the store where its goods are picked up, whoever prints it,
wherever they stand."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from app.domain.settings.known import StoreSettings
from app.domain.settings.reading import settings_of
from app.domain.tags.face import TagFace
from app.domain.tags.faces import face_of
from app.models import OrderLine


class Rules:
    """The settings in force in each of these stores, read once each."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[int, StoreSettings] = {}

    def in_store(self, store_id: int) -> StoreSettings:
        """Of one store."""
        if store_id not in self._known:
            self._known[store_id] = settings_of(self._session, store_id)
        return self._known[store_id]

    def of(self, line: OrderLine) -> StoreSettings:
        """Of a line, which needs its order."""
        return self.in_store(line.order.pickup_store_id)

    def with_totals(self, lines: Iterable[OrderLine]) -> frozenset[int]:
        """The stores of these lines that have totals on their tags (C8)."""
        return frozenset(
            line.order.pickup_store_id for line in lines if self.of(line).tag_shows_total
        )

    def face(self, line: OrderLine, *, sees: bool) -> TagFace:
        """What its tag says; the total only if its store prints that, and whoever asks for the tag
        `sees` it (C8, B1)."""
        settings = self.of(line)
        return face_of(line, settings, with_total=sees and settings.tag_shows_total)
