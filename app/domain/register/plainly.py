"""Rows of receipts as other registers say them: in files, or over the API. Quantities and amounts
are never negative there, the kind says which way they go."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from app.domain.register.values import SoldRow
from app.models import SaleRowKind, Store
from app.vocabulary import clock
from app.vocabulary.barcodes import TagRef, read_tag, upc_candidates
from app.vocabulary.errors import CaselotError
from app.vocabulary.money import cents, unit

LONGEST_RECEIPT = 40
LARGEST = Decimal(1_000_000)
SMALLEST = Decimal("0.0001")
# Days that a receipt can be of; what lies beyond cannot even be put on a store's clock.
FIRST_YEAR, LAST_YEAR = 2000, 2100
# A clock that goes a little wrong, around midnight.
MOST_AHEAD = timedelta(days=1)


class Unreadable(CaselotError):
    """A row that cannot be meant; the message says what of it, and repeats no amount."""


def sold_row(
    store: Store,
    *,
    receipt: str,
    receipt_line: int,
    kind: str = SaleRowKind.SALE,
    tag: str = "",
    upc: str = "",
    units: Decimal | None = None,
    cases: Decimal | None = None,
    total: Decimal | None = None,
    sold_at: datetime,
    member: int | None = None,
) -> SoldRow:
    """A row of this store. The receipt gets its day, as numbers begin anew; a time without a zone
    is the store's. What an ordinary sale does not say is one unit; of a tag the receipt's own sale
    or the order says it. Raises Unreadable."""
    said = units is not None
    units = Decimal(1) if units is None else units
    _check(kind, receipt, receipt_line, units, cases, total)
    ref, codes = _what(tag, upc)
    at, day = _when(sold_at, store.time_zone)
    sign = 1 if kind == SaleRowKind.SALE else -1
    return SoldRow(
        store_id=store.id,
        receipt=f"{day.isoformat()} {receipt}",
        receipt_line=receipt_line,
        kind=SaleRowKind(kind),
        tag=ref,
        upc=codes[0] if codes else "",
        other_upcs=codes[1:],
        units=unit(units) * sign,
        units_said=said or ref is None,
        cases=Decimal(1) if cases is None and ref is None else cases,
        total=None if total is None else cents(total) * sign,
        sold_at=at.astimezone(UTC),
        business_date=day,
        member_number=member,
    )


def _when(sold_at: datetime, zone: str) -> tuple[datetime, date]:
    """The moment, and its day in the store."""
    if not FIRST_YEAR <= sold_at.year <= LAST_YEAR:
        raise Unreadable("That was on no day that a receipt can be of.")
    at = clock.at_wall(sold_at, zone) if sold_at.tzinfo is None else sold_at
    day = clock.business_date(at, zone)
    if day > clock.business_date(clock.now(), zone) + MOST_AHEAD:
        raise Unreadable("That day has not come: look at the clock of the register.")
    return at, day


def _what(tag: str, upc: str) -> tuple[TagRef | None, tuple[str, ...]]:
    """The tag that was rung up, and what the item's code may mean."""
    ref = read_tag(tag) if tag else None
    if tag and ref is None:
        raise Unreadable("That is no tag.")
    codes = upc_candidates(upc) if upc else ()
    if ref is None and not codes:
        raise Unreadable("It needs a tag, or the code of an item.")
    return ref, codes


def _check(
    kind: str,
    receipt: str,
    receipt_line: int,
    units: Decimal,
    cases: Decimal | None,
    total: Decimal | None,
) -> None:
    if kind not in set(SaleRowKind):
        raise Unreadable("The kind is sale, void or refund.")
    if not 0 < len(receipt) <= LONGEST_RECEIPT or receipt_line < 1:
        raise Unreadable("It needs its receipt, and its line there.")
    if not 0 < units <= LARGEST or not (cases is None or 0 < cases <= LARGEST):
        raise Unreadable("Units and cases are more than nothing.")
    if not SMALLEST <= units * (1 if cases is None else cases) <= LARGEST:
        raise Unreadable("That is no quantity that a receipt can hold.")
    if total is not None and total < 0:
        raise Unreadable("Amounts are not negative; the kind says which way they go.")
