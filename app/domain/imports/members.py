"""Writing members: people by member number and their place in the household. Who left out of a file
stays; what a person was asked and said here stays too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, lazyload, selectinload

from app.domain.customers import actions
from app.domain.customers.defaults import start_of
from app.domain.customers.phones import digits_of
from app.domain.imports.kinds import Key, Values
from app.domain.imports.records import Row
from app.domain.imports.writing import Counts, Writer, refuse
from app.domain.settings.editing import fact
from app.models import AuditEvent, Customer
from app.models.customers import customer_affiliations
from app.vocabulary import clock
from app.vocabulary.searching import haystack

_TEXTS = ("first_name", "last_name", "phone", "email", "street", "city", "region", "postal_code")
# What decides prices leaves a trail at the person, whoever changed it.
_TRAILED = ("member_number", "member_type_id")


class Members(Writer):
    """People of households."""

    def prepare(self, session: Session) -> None:
        """What somebody starts with who is added in this store."""
        start = start_of(session, self.store_id)
        self._start: Values = {
            "kind": start.kind,
            "group_id": start.group_id,
            "receipt_way": start.receipt_way,
            "receipt_email": start.receipt_email,
            "currency": start.currency,
            "language": start.language,
            "country": start.country,
            "dimensions": start.dimensions,
            # Which prices somebody pays is never copied from anybody: the file says it, or nobody.
            "member_type_id": None,
        }
        self._affiliations = start.affiliation_ids

    def write(self, session: Session, rows: Sequence[Row]) -> Counts:
        """Add people, change what differs."""
        there = _there(session, [row.key for row in rows if row.key is not None])
        counts = Counts()
        new: list[Values] = []
        told: list[dict[str, Any]] = []
        for row in rows:
            old = there.get(row.key) if row.key is not None else None
            if old is not None and old.merged_into_id is not None and not row.refused:
                refuse(row, "This person’s record was merged into another here.")
            if row.refused:
                counts.refused += 1
            elif old is None:
                new.append(self._new(row.values))
            elif before := _changed(old, row.values):
                counts.updated += 1
                told += self._told(old, before)
            else:
                counts.unchanged += 1
        counts.added = len(new)
        if new:
            session.execute(sa.insert(Customer.__table__), new)  # type: ignore[arg-type]
            self._affiliate(session, new)
        if told:
            session.execute(sa.insert(AuditEvent), told)
        session.flush()
        return counts

    def _told(self, customer: Customer, before: Values) -> list[dict[str, Any]]:
        """The entry of the trail for what `before` was, as when somebody changes it by hand; none
        if it is nothing that decides prices."""
        was = {name: fact(before[name]) for name in _TRAILED if name in before}
        if not was:
            return []
        return [
            {
                "at": clock.now(),
                "user_id": self.by.user_id,
                "kind": "customer changed",
                "subject": actions.subject_of(customer),
                "before": was,
                "after": {name: fact(getattr(customer, name)) for name in was},
            }
        ]

    def _affiliate(self, session: Session, new: list[Values]) -> None:
        """Let those who were added belong to what the store's new customers belong to (M9)."""
        place = sa.tuple_(Customer.member_number, Customer.person_number)
        places = [(made["member_number"], made["person_number"]) for made in new]
        for one in self._affiliations:
            added = sa.select(Customer.id, sa.literal(one)).where(place.in_(places))
            columns = ["customer_id", "affiliation_id"]
            session.execute(sa.insert(customer_affiliations).from_select(columns, added))

    def _new(self, values: Values) -> Values:
        made = dict.fromkeys(_TEXTS, "") | {"active": True, **self._start, **values}
        made["created_at"], made["version"] = clock.now(), 1
        made["phone_digits"] = digits_of(made["phone"])
        made["search_text"] = haystack(
            made["first_name"],
            made["last_name"],
            made["phone_digits"],
            made["email"],
            str(made["member_number"]),
        )
        return made


def _there(session: Session, keys: list[Key]) -> dict[Key, Customer]:
    if not keys:
        return {}
    people = session.scalars(
        sa.select(Customer)
        .where(Customer.member_number.in_({key[0] for key in keys}))
        .options(lazyload("*"), selectinload(Customer.reaches))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {(each.member_number, each.person_number): each for each in people}


def _changed(customer: Customer, values: Values) -> Values:
    """Set what differs; what it was before."""
    before = {
        name: getattr(customer, name)
        for name, value in values.items()
        if getattr(customer, name) != value
    }
    for name in before:
        setattr(customer, name, values[name])
    if before:
        actions.refresh(customer)
    return before
