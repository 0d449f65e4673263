"""Column types: exact money, aware time, words.

Money is kept as whole numbers on both databases (cents, ten-thousandths), so no driver can turn it
into a float and sums are exact. A float, or more places than the column keeps, is refused, never
rounded.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator


class _Scaled(TypeDecorator[Decimal]):
    """A Decimal with a fixed number of places, stored as a whole number."""

    impl = sa.BigInteger
    cache_ok = True
    places = 0

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> int | None:
        if value is None:
            return None
        if not isinstance(value, Decimal):
            raise TypeError(f"money must be Decimal, not {type(value).__name__}")
        scaled = value.scaleb(self.places)
        if scaled != scaled.to_integral_value():
            # Without the amount: error texts go to logs (B1).
            raise ValueError(f"an amount here has at most {self.places} places")
        return int(scaled)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Decimal | None:
        return None if value is None else Decimal(int(value)).scaleb(-self.places)

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        return self


class Cents(_Scaled):
    """An amount that is paid: two places."""

    cache_ok = True
    places = 2


class Unit(_Scaled):
    """A unit price, cost or percentage: four places."""

    cache_ok = True
    places = 4


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Goes in aware, comes out aware, in UTC; a naive time is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("a moment must be aware")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def word(kind: type[StrEnum]) -> sa.Enum:
    """A column that holds one of the words of `kind`, as text."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=24,
        values_callable=lambda words: [w.value for w in words],
    )
