"""A customer's record in parts that belong together: what a merge chooses between, one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.models import AccountState, Customer, CustomerAttribute

EXTRA = "extra-"
# The standing that wins unless somebody chooses otherwise: the more careful one.
_CAREFUL = (AccountState.GOOD, AccountState.PREPAY, AccountState.HOLD)


@dataclass(frozen=True)
class Part:
    """Columns that only make sense together. `told` are those that say whether it is filled."""

    key: str
    label: str
    columns: tuple[str, ...]
    told: tuple[str, ...] = ()


PARTS = (
    Part("name", "Name", ("kind", "first_name", "last_name"), ("first_name", "last_name")),
    Part("phone", "Phone", ("phone",)),
    Part("email", "E-mail", ("email",)),
    Part("contact_way", "Reach them by", ("contact_way",)),
    Part("best_hours", "Best hours to call", ("best_hours",)),
    Part(
        "address",
        "Address",
        ("street", "city", "region", "postal_code", "country", "address_purpose"),
        ("street", "city", "region", "postal_code"),
    ),
    Part(
        "membership",
        "Membership",
        ("member_number", "person_number", "member_type_id"),
        ("member_number", "member_type_id"),
    ),
    Part("account_state", "Standing", ("account_state",)),
    Part("group", "Group", ("group_id", "dimensions"), ("group_id",)),
    Part("receipts", "Receipts", ("receipt_way", "receipt_email"), ("receipt_email",)),
    Part("paying", "Currency and language", ("currency", "language")),
    Part("note", "Note", ("note",)),
)
COLUMNS = tuple(column for part in PARTS for column in part.columns)


def plain(value: Any) -> Any:
    """A column's value as JSON keeps it."""
    return value.value if isinstance(value, StrEnum) else value


def snapshot(customer: Customer) -> dict[str, Any]:
    """All parts of a record, and its answers, as JSON keeps them."""
    return {name: plain(getattr(customer, name)) for name in (*COLUMNS, "extras")}


def filled(customer: Customer, part: Part) -> bool:
    """Whether a record says anything in this part."""
    return any(getattr(customer, name) not in (None, "") for name in part.told or part.columns)


def same(one: Customer, other: Customer, part: Part) -> bool:
    """Whether two records say the same."""
    return all(getattr(one, name) == getattr(other, name) for name in part.columns)


def differing(one: Customer, other: Customer) -> list[Part]:
    """The parts in which two records say different things: those to choose between."""
    return [
        part
        for part in PARTS
        if not same(one, other, part) and (filled(one, part) or filled(other, part))
    ]


def extras_differing(
    one: Customer, other: Customer, defined: Sequence[CustomerAttribute]
) -> list[CustomerAttribute]:
    """The attributes that two records answer differently."""
    return [row for row in defined if one.extras.get(str(row.id)) != other.extras.get(str(row.id))]


def usual_choice(kept: Customer, merged: Customer, part: Part) -> bool:
    """Whether the merged record's part wins unless somebody chooses otherwise: what is filled
    beats what is not, and the more careful standing beats the other."""
    if part.key == "account_state":
        return _CAREFUL.index(merged.account_state) > _CAREFUL.index(kept.account_state)
    return filled(merged, part) and not filled(kept, part)


def restore(customer: Customer, before: Mapping[str, Any], columns: Sequence[str]) -> None:
    """Write columns back as `snapshot` kept them."""
    for name in columns:
        kind = type(getattr(customer, name))
        value = before[name]
        setattr(customer, name, kind(value) if issubclass(kind, StrEnum) else value)
