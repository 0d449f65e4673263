"""Vendors and like codes: added, changed, and which products a like code prices together."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.catalog import history
from app.domain.catalog.editing import Values, add, change, may_set
from app.domain.settings.editing import unique
from app.models import CatalogThing, LikeCode, Product, Vendor
from app.vocabulary.errors import Invalid
from app.vocabulary.permissions import Permission

NAME_TAKEN = {"name": "There is a vendor of this name already."}
NUMBER_TAKEN = {"number": "There is a like code of this number already."}


def add_vendor(session: Session, values: Values, *, by: Viewer, once: str = "") -> Vendor:
    """A new vendor. `values`: name, phone, email and so on. Raises Invalid when somebody
    has the name, NotAllowed."""
    may_set(values, by)
    known = named(session, values["name"])
    if known is not None:
        if history.made_by(session, CatalogThing.VENDOR, known.id, once):
            return known
        gone = "" if known.active else " It is withdrawn: bring it back."
        raise Invalid({"name": f"{known.name} is there already.{gone}"})
    made = Vendor(**values)
    add(session, made, values, by=by, taken=NAME_TAKEN, once=once)
    return made


def change_vendor(session: Session, vendor: Vendor, values: Values, *, by: Viewer) -> bool:
    """Change a vendor. Whether anything was different. Raises Invalid, NotAllowed."""
    known = named(session, values["name"])
    if known is not None and known is not vendor:
        raise Invalid(NAME_TAKEN)
    with unique(session, NAME_TAKEN):
        return change(session, vendor, values, by=by)


def add_like_code(
    session: Session, number: int, name: str, *, by: Viewer, once: str = ""
) -> LikeCode:
    """A new like code. Raises Invalid when the number is taken, NotAllowed."""
    values = {"number": number, "name": name}
    may_set(values, by)
    known = session.scalar(sa.select(LikeCode).where(LikeCode.number == number))
    if known is not None:
        if history.made_by(session, CatalogThing.LIKE_CODE, known.id, once):
            return known
        raise Invalid({"number": f"{number} is {known.name or 'there'} already."})
    made = LikeCode(number=number, name=name)
    add(session, made, values, by=by, taken=NUMBER_TAKEN, once=once)
    return made


def put_in(session: Session, code: LikeCode, product: Product, *, by: Viewer) -> bool:
    """Price `product` with the others of `code`; it leaves the code it was in. Whether it was not
    there yet. Raises NotAllowed."""
    return _move(session, product, code.number, by)


def take_out(session: Session, code: LikeCode, product: Product, *, by: Viewer) -> bool:
    """Price `product` alone again; False if it is not in `code` any more. Raises NotAllowed."""
    if product.like_code != code.number:
        return False
    return _move(session, product, None, by)


def _move(session: Session, product: Product, number: int | None, by: Viewer) -> bool:
    # It decides which sales price the product, so it takes the right to set prices.
    by.can(Permission.PRICES_EDIT).enforce()
    before = product.like_code
    if not change(session, product, {"like_code": number}, by=by):
        return False
    for touched, words in (
        (before, (product.description, None)),
        (number, (None, product.description)),
    ):
        row = session.scalar(sa.select(LikeCode).where(LikeCode.number == touched))
        if row is not None:
            verb = "item taken out" if words[1] is None else "item put in"
            history.note(session, by, CatalogThing.LIKE_CODE, row.id, verb, {"item": words}, {})
    return True


def named(session: Session, name: str) -> Vendor | None:
    """The vendor of that name, however it is spelt in capitals; the oldest of several."""
    # Compared here: SQLite makes only the letters of ASCII small, `É` stays `É`.
    rows = session.execute(sa.select(Vendor.id, Vendor.name).order_by(Vendor.id))
    found = next((row.id for row in rows if row.name.casefold() == name.casefold()), None)
    return session.get(Vendor, found) if found is not None else None
