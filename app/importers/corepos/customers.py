"""custdata.csv: members and the other people of their households.

A household shares `CardNo`; `personNum` tells its people apart. Phone and address are in other
tables and stay as they are here. `Type` PC is a member, REG is not, INACT and TERM are members no
more: they are kept, inactive, so that their old orders still find them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from app.domain.imports import cells as c
from app.domain.imports.cells import Doubt, RowRefused
from app.importers.corepos.columns import Column
from app.importers.corepos.table import Upsert, Values
from app.models import Customer, MemberType
from app.vocabulary.searching import haystack

MEMBER, OTHERS, ENDED = "PC", "REG", ("INACT", "INACT2", "TERM")
_SEARCHED = ("first_name", "last_name", "phone", "phone_digits", "email", "member_number")


class Customers(Upsert):
    """One person of one household."""

    file_name = "custdata.csv"
    model = Customer
    named_by = ("CardNo", "personNum")
    key_fields = ("member_number", "person_number")
    columns = (
        Column("CardNo", c.identity(least=1)),
        Column("personNum", c.identity(least=1)),
        Column("LastName", c.words(80)),
        Column("FirstName", c.words(60)),
        Column("Type", c.words(10)),
        Column("memType", c.reference),
        Column("Discount", c.amount_or_zero, required=False),
    )

    def prepare(self) -> None:
        """The member types that people point at."""
        found = self.session.scalars(sa.select(MemberType))
        self._types = {each.number: each for each in found}

    def values(self, row: Values, doubt: Doubt) -> Values:
        """A person; a card without a name is no person (registers keep one for everybody else)."""
        if not row["FirstName"] and not row["LastName"]:
            raise RowRefused("The card has no name: it is not a person's.")
        if row.get("Discount"):
            doubt("Discount: a personal discount has no place here; the member type's rule counts.")
        return {
            "member_number": row["CardNo"],
            "person_number": row["personNum"],
            "first_name": row["FirstName"],
            "last_name": row["LastName"],
            "member_type_id": self._member_type(row["Type"].upper(), row["memType"], doubt),
            "active": _is_active(row["Type"].upper(), doubt),
        }

    def derived(self, fields: Mapping[str, Any]) -> Values:
        """What searching looks through; a phone that was added here stays in it."""
        return {"search_text": haystack(*(str(fields.get(name) or "") for name in _SEARCHED))}

    def _member_type(self, kind: str, number: int | None, doubt: Doubt) -> int | None:
        found = self._types.get(number) if number is not None else None
        if found is None:
            which = "none" if number is None else f"“{number}”, which is not known"
            doubt(f"memType: {which}; regular prices until a member type is set.")
            return None
        if found.is_member and kind != MEMBER:
            # Prices fail closed: nobody gets a member's price by a row that contradicts itself.
            doubt(f"memType: the type is one of members, but Type is “{kind}”; regular prices.")
            return None
        if kind == MEMBER and not found.is_member:
            doubt("memType: Type is that of a member, but the member type is not.")
        return found.id


def _is_active(kind: str, doubt: Doubt) -> bool:
    if kind in ENDED:
        doubt(f"Type: “{kind}” is a membership that ended; kept as inactive.")
        return False
    if kind not in (MEMBER, OTHERS):
        doubt(f"Type: “{kind}” is unknown; taken as somebody who is no member.")
    return True
