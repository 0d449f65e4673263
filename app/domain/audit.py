"""The audit trail: sign-ins, grants, settings, prices. Append-only."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.models import AuditEvent
from app.vocabulary import clock


def record(
    session: Session,
    by: Viewer | None,
    kind: str,
    subject: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Note who did what to `subject`, with what it was and what it became."""
    session.add(
        AuditEvent(
            at=clock.now(),
            user_id=by.user_id if by else None,
            kind=kind,
            subject=subject[:120],
            before=before or {},
            after=after or {},
        )
    )
