"""Reading what lanes sold: today's sales from `dtransactions`, earlier ones from `transarchive`.

Times in those tables are the store's wall clock. Reading begins some time before where it ended:
a lane that lost its network sends its rows later, with the old times. What was taken before is
known by its receipt and line, so reading twice does no harm.
"""

# Names of schemas are checked where they are set; values never stand in a statement.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from pymysql.cursors import Cursor

from app.config import RegisterServer
from app.domain.register.plainly import FIRST_YEAR, LARGEST, LAST_YEAR
from app.domain.register.values import LANES, SoldRow
from app.models import SaleRowKind
from app.pos.core_pos.server import ANSWER, ANSWER_OF_ARCHIVE, connected, rows
from app.vocabulary import clock
from app.vocabulary.barcodes import LAST_LINE_NUMBER, TagRef
from app.vocabulary.money import cents

SOURCE = LANES
# How long a lane may be without network, and how far back a new installation looks.
OVERLAP = timedelta(days=3)
FIRST_LOOK = timedelta(days=14)
UPCS_AT_ONCE = 400
_COLUMNS = (
    "`datetime`, store_id, register_no, emp_no, trans_no, trans_id, upc, "
    "CAST(quantity AS DECIMAL(14,4)), CAST(ItemQtty AS DECIMAL(14,4)), "
    "CAST(total AS DECIMAL(14,4)), trans_status, mixMatch, matched, card_no, charflag"
)
# Training and test registers, and receipts that were cancelled, are no sales.
_REAL = (
    "emp_no <> 9999 AND register_no <> 99 "
    "AND (trans_status IS NULL OR trans_status NOT IN ('X', 'Z'))"
)


@dataclass(frozen=True)
class Shop:
    """A store as its register knows it: our id, its number there, its clock; `active` until it is
    closed for good."""

    id: int
    number: int
    zone: str
    active: bool = True


@dataclass(frozen=True)
class SalesRead:
    """What was read: rows to take; how many rows of tags were there twice; and the numbers of
    stores whose tags were left out, as nobody has them."""

    rows: list[SoldRow]
    doubled: int = 0
    strangers: frozenset[int] = frozenset()


class Shops:
    """Which store a row is of."""

    def __init__(self, shops: Sequence[Shop]) -> None:
        # The first of equal numbers has them.
        self._by_number = {shop.number: shop for shop in reversed(shops) if shop.number}
        self.ids = frozenset(shop.id for shop in shops)
        # One that is alone at its server needs no number; of several nobody can guess.
        alone = [shop for shop in shops if shop.active] or list(shops)
        self._only = alone[0] if len(alone) == 1 else None

    def of(self, number: int | None) -> Shop | None:
        """The store of a number; None for a number that nobody has, where there are several."""
        return self._by_number.get(number or 0, self._only)


def read_sales(
    server: RegisterServer,
    shops: Shops,
    *,
    since: datetime | None,
    now: datetime,
    upcs: Collection[str],
    archive: bool = False,
) -> SalesRead:
    """The sold tags since a moment, and the ordinary sales of items in `upcs`, oldest first: what
    the register holds as today's (tags however old), or those of earlier days. RegisterAway,
    RegisterMisfit."""
    start = (since or now - FIRST_LOOK) - OVERLAP
    today, earlier = f"`{server.sales}`.`dtransactions`", f"`{server.archive}`.`transarchive`"
    found: dict[tuple[int, str, int, str], SoldRow] = {}
    doubled, strangers = 0, set()
    # A day earlier, so that no time zone loses a row.
    from_wall = (start - timedelta(days=1)).replace(tzinfo=None)
    with connected(server, ANSWER_OF_ARCHIVE if archive else ANSWER) as cursor:
        # A lane that was away for a week sends its tags today: they are read however old.
        tags_from = from_wall if archive else None
        table = earlier if archive else today
        for raw in _raw(cursor, table, tags_from, from_wall, upcs):
            row = sold_row(raw, shops)
            if row is not None:
                doubled += row.tag is not None and row.key in found
                found.setdefault(row.key, row)
            elif raw[-1] == "SO" and shops.of(raw[1]) is None:
                strangers.add(int(raw[1] or 0))
    rows = sorted(found.values(), key=lambda row: (row.sold_at, row.receipt, row.receipt_line))
    return SalesRead(rows, doubled, frozenset(strangers))


def _raw(
    cursor: Cursor, table: str, tags_from: datetime | None, since: datetime, upcs: Collection[str]
) -> Iterator[tuple[Any, ...]]:
    known = sorted(upcs)
    tags = f"SELECT {_COLUMNS} FROM {table} WHERE {_REAL} AND charflag = 'SO'"
    if tags_from is None:
        yield from rows(cursor, tags)
    else:
        yield from rows(cursor, f"{tags} AND `datetime` >= %s", (tags_from,))
    for n in range(0, len(known), UPCS_AT_ONCE):
        some = known[n : n + UPCS_AT_ONCE]
        marks = ", ".join(["%s"] * len(some))
        yield from rows(
            cursor,
            f"SELECT {_COLUMNS} FROM {table} WHERE {_REAL} AND `datetime` >= %s "
            f"AND trans_type = 'I' AND (charflag IS NULL OR charflag <> 'SO') AND upc IN ({marks})",
            (since, *some),
        )


def sold_row(raw: Sequence[Any], shops: Shops) -> SoldRow | None:
    """A row of a lane as we know it; None for what is no sale of ours: without a time or quantity
    that there can be, with a tag that says nothing, of no store."""
    at, number, register, cashier, trans, line, upc, units, cases, total, status, *tag = raw
    shop = shops.of(number)
    units = _exact(units)
    if shop is None or not isinstance(at, datetime) or not units:
        return None
    if not FIRST_YEAR <= at.year <= LAST_YEAR or abs(units) > LARGEST:
        return None
    mix, matched, member, flag = tag
    ref = _tag(mix, matched) if flag == "SO" else None
    if flag == "SO" and ref is None:
        return None
    kind = _kind(status, units)
    return SoldRow(
        store_id=shop.id,
        # With the lane's own number of its store: two stores have the same registers and cashiers.
        receipt=f"{at:%Y-%m-%d} {cashier}-{register}-{trans}" + (f" @{number}" if number else ""),
        receipt_line=int(line or 0),
        kind=kind,
        tag=ref,
        upc=_upc(upc),
        units=units,
        # A void counts units there, with a minus; the receipt's own sale knows the cases.
        cases=_cases(kind, cases, is_tag=ref is not None),
        total=None if total is None else cents(Decimal(total)),
        sold_at=clock.at_wall(at, shop.zone),
        business_date=at.date(),
        member_number=int(member) if member else None,
        # A lane that is set back begins its receipts anew: only the time tells them apart.
        rung_at=f"{at:%H:%M:%S}",
    )


def _kind(status: str | None, units: Decimal) -> SaleRowKind:
    if status == "V":
        return SaleRowKind.VOID
    if status == "R" or units < 0:
        return SaleRowKind.REFUND
    return SaleRowKind.SALE


def _cases(kind: SaleRowKind, said: Any, *, is_tag: bool) -> Decimal | None:
    """How many cases; ordinary sales count units in both columns."""
    if not is_tag:
        return Decimal(1)
    cases = _exact(said)
    return None if kind is SaleRowKind.VOID or not 0 < cases <= LARGEST else cases


def _tag(mix: Any, matched: Any) -> TagRef | None:
    text = str(mix or "").strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        return None
    ref = TagRef(int(text), int(matched or 0))
    return ref if ref.order_number and 1 <= ref.line_number <= LAST_LINE_NUMBER else None


def _upc(text: Any) -> str:
    """An item's code as it is kept; open rings and our own tag codes are none."""
    code = str(text or "").strip()
    plain = code.isascii() and code.isdigit() and len(code) <= 13
    return code.zfill(13) if plain and code.strip("0") else ""


def _exact(value: Any) -> Decimal:
    return Decimal(value).normalize() + 0 if value is not None else Decimal(0)
