"""What registers did: sales with and without tags, a tag sold twice, how it stands with one, and a
program's key."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.domain.register.loose import take_loose
from app.domain.register.sales import take
from app.domain.register.states import brought_in_line
from app.models import ApiToken, OrderLine, Scope
from app.vocabulary import clock
from tests.support.receipts import a_sale, plain_sale

if TYPE_CHECKING:
    from tests.laws.seed import World


def seed_register(session: Session, world: World, amounts: Iterator[Decimal]) -> None:
    """Two alerts, one of them with both receipts; two sales that may be those of a line."""
    sold, waiting = world.line("sold"), world.orders["arrived"].lines
    now = clock.now()
    moment = {"sold_at": now, "business_date": now.date()}
    rows = [a_sale(sold, total=next(amounts), **moment) for _ in range(2)]
    take(session, rows, source="core_pos")
    loose = [
        plain_sale(line, str(_quantity(line)), total=next(amounts), **moment) for line in waiting
    ]
    take_loose(session, loose, source="core_pos")
    brought_in_line(session, "core_pos", 3)
    for n, scopes in enumerate(("tags prices", Scope.SALES.value)):
        session.add(
            ApiToken(
                name=f"Register {n}",
                store_id=world.cast.hill.id,
                scopes=scopes,
                digest=str(n) * 64,
                hint="9xyz",
                made_by_id=world.cast.admin.id,
            )
        )
    session.flush()


def _quantity(line: OrderLine) -> int:
    return line.quantity or 1
