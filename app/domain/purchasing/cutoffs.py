"""A vendor's deadlines are set by people: one a weekday, for every store or differently in one
(B8). Each change stands in the vendor's history."""

from __future__ import annotations

from datetime import time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.catalog import history
from app.domain.settings.editing import unique
from app.models import CatalogThing, Store, Vendor, VendorCutoff
from app.vocabulary.clock import WEEKDAYS
from app.vocabulary.errors import Invalid
from app.vocabulary.permissions import Permission

MOST_DAYS = 60
TAKEN = {"weekday": "There is a deadline on that day already: remove it first."}


def of_vendor(session: Session, vendor_id: int) -> list[tuple[VendorCutoff, str]]:
    """The deadlines of a vendor with the name of their store (empty: every store), those of every
    store first, in the order of the week."""
    query = (
        sa.select(VendorCutoff, Store.name)
        .outerjoin(Store, Store.id == VendorCutoff.store_id)
        .where(VendorCutoff.vendor_id == vendor_id)
    )
    rows = [(row.VendorCutoff, row.name or "") for row in session.execute(query)]
    return sorted(rows, key=lambda row: (row[1], row[0].weekday, row[0].at))


def add(
    session: Session,
    vendor: Vendor,
    weekday: int,
    at: time,
    days_later: int,
    store: Store | None,
    *,
    by: Viewer,
) -> VendorCutoff:
    """A deadline on `weekday` (0 is Monday) at `at` on the store's wall clock; what makes it comes
    `days_later`. The same once more changes nothing. Raises NotAllowed, Invalid."""
    by.can(Permission.CATALOG_EDIT).enforce()
    _check(weekday, days_later)
    store_id = store.id if store else None
    known = session.scalar(
        sa.select(VendorCutoff).filter_by(vendor_id=vendor.id, store_id=store_id, weekday=weekday)
    )
    if known is not None:
        if (known.at, known.days_later) == (at, days_later):
            return known
        raise Invalid(TAKEN)
    made = VendorCutoff(
        vendor_id=vendor.id, store_id=store_id, weekday=weekday, at=at, days_later=days_later
    )
    with unique(session, TAKEN):
        session.add(made)
    _note(session, vendor.id, "deadline added", (None, in_words(made, store)), by)
    return made


def remove(session: Session, cutoff: VendorCutoff, *, by: Viewer) -> None:
    """Take a deadline away. Raises NotAllowed."""
    by.can(Permission.CATALOG_EDIT).enforce()
    store = session.get(Store, cutoff.store_id) if cutoff.store_id else None
    words = in_words(cutoff, store)
    _note(session, cutoff.vendor_id, "deadline removed", (words, None), by)
    session.delete(cutoff)


def in_words(cutoff: VendorCutoff, store: Store | None) -> str:
    """`Monday 12:00, comes 2 days later (Hill Store)`."""
    where = f" ({store.name})" if store else ""
    return f"{WEEKDAYS[cutoff.weekday]} {cutoff.at:%H:%M}, {comes(cutoff.days_later)}{where}"


def comes(days: int) -> str:
    """When what makes a deadline comes."""
    if days == 0:
        return "comes the same day"
    return f"comes {days} {'day' if days == 1 else 'days'} later"


def _check(weekday: int, days_later: int) -> None:
    if not 0 <= weekday < len(WEEKDAYS):
        raise Invalid({"weekday": "Choose a day."})
    if not 0 <= days_later <= MOST_DAYS:
        raise Invalid({"days_later": f"Write a number from 0 to {MOST_DAYS}."})


def _note(
    session: Session, vendor_id: int, verb: str, words: tuple[str | None, str | None], by: Viewer
) -> None:
    history.note(session, by, CatalogThing.VENDOR, vendor_id, verb, {"deadline": words}, {})
