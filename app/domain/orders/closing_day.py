"""The day after whose night a line closes by itself if nothing happens (decision 6)."""

from __future__ import annotations

from datetime import date, timedelta

from app.domain.settings.known import StoreSettings
from app.models import OrderLine
from app.vocabulary import clock
from app.vocabulary.statuses import Key

# Staff see it coming a week before, and so may the customer.
CLOSING_AHEAD = timedelta(days=7)


def closing_day(line: OrderLine, settings: StoreSettings) -> date:
    """So many days after the order was taken, or after somebody was called and did not come; never
    before the day until which the order is kept open. It may be past."""
    order = line.order
    day = order.ordered_on + timedelta(days=settings.close_pending_after_days)
    if line.status == Key.CALLED_WAITING:
        since = clock.business_date(line.status_since, order.store.time_zone)
        day = min(day, since + timedelta(days=settings.close_called_after_days))
    return day if order.keep_open_until is None else max(day, order.keep_open_until)
