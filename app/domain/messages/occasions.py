"""What a line gives occasion to say, as it stands now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.overnight.ages import CLOSING_AHEAD, closing_day
from app.domain.settings.known import StoreSettings
from app.models import OrderLine, Status
from app.vocabulary import clock
from app.vocabulary.occasions import Occasion
from app.vocabulary.statuses import Key, Stage

# For so long after it was closed people still ask what became of it.
CLOSED_LATELY = timedelta(days=30)
_BUILT_IN = {Key.ARRIVED: Occasion.ARRIVED, Key.CANCELED: Occasion.NOT_AVAILABLE}


@dataclass(frozen=True)
class Standing:
    """What the occasions of one order depend on besides its lines: the settings of its store, the
    lines whose goods did not come, and the present moment."""

    settings: StoreSettings
    missing: Collection[int]
    now: datetime


def occasion_of(status: Status) -> Occasion | None:
    """What a line that gets to this status gives occasion to: what settings say, or what Arrived
    and Canceled are about anyway."""
    if status.offers is not None:
        return status.offers
    return _BUILT_IN.get(Key(status.key)) if status.key in set(Key) else None


def occasions_of(line: OrderLine, status: Status, standing: Standing) -> set[Occasion]:
    """Everything that could be said of this line now, told before or not."""
    found = {offered for offered in (occasion_of(status),) if offered is not None}
    if status.stage is Stage.CLOSED:
        lately = line.closed_at is not None and standing.now - line.closed_at < CLOSED_LATELY
        left = line.voided_at is not None or line.moved_to_id is not None
        return found if lately and not left else set()
    if status.stage is Stage.ASK and line.total is not None and line.unit_price is not None:
        found.add(Occasion.QUOTED)
    if status.stage.rank < Stage.ARRIVED.rank and line.id in standing.missing:
        found.add(Occasion.MISSING)
    if status.stage is Stage.ARRIVED and _waits_long(line, standing):
        found.add(Occasion.REMINDER)
    if _closes_soon(line, status, standing):
        found.add(Occasion.CLOSING)
    return found


def _waits_long(line: OrderLine, standing: Standing) -> bool:
    since = standing.now - timedelta(days=standing.settings.remind_after_days)
    return line.arrived_at is not None and line.arrived_at <= since


def _closes_soon(line: OrderLine, status: Status, standing: Standing) -> bool:
    today = clock.business_date(standing.now, line.order.store.time_zone)
    return closing_day(line, standing.settings, status.closes_after) - today <= CLOSING_AHEAD
