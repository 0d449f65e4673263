"""What a file may refer to: by number and name, nothing that is retired."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.domain.imports.cells import RowRefused
from app.domain.imports.lookups import lookups_for
from app.models import Department, ImportKind, LikeCode, MemberType, SaleType, Vendor
from tests.factories import a_department, a_member_type, a_vendor


def _read(session: Session, kind: ImportKind, model: type[Any], text: str) -> int:
    read = lookups_for(session, kind).parser(model, "thing")
    found: int = read(text, lambda _: None)
    return found


def test_what_is_retired_cannot_be_chosen_and_keeps_its_name(session: Session) -> None:
    things = {
        Department: (ImportKind.PRODUCTS, a_department(session, number=12, name="Bulk")),
        Vendor: (ImportKind.PRODUCTS, a_vendor(session, "Bulk")),
        MemberType: (ImportKind.CUSTOMERS, a_member_type(session, number=12, name="Bulk")),
    }
    for model, (kind, row) in things.items():
        assert _read(session, kind, model, "  BULK ") == row.id
        row.active = False
        session.flush()
        for text in ("bulk", "012") if model is not Vendor else ("bulk",):
            with pytest.raises(RowRefused) as refused:
                _read(session, kind, model, text)
            assert refused.value.message == "The thing “Bulk” is retired."
        assert lookups_for(session, kind).name(model, row.id) == "Bulk"


def test_of_two_with_one_name_the_one_in_use_is_meant(session: Session) -> None:
    old = a_department(session, number=12, name="Bulk")
    old.active = False
    new = a_department(session, number=13, name="bulk")
    assert _read(session, ImportKind.PRODUCTS, Department, "Bulk") == new.id
    # A number means the number, whoever is called by it.
    new.name = "12"
    session.flush()
    with pytest.raises(RowRefused):
        _read(session, ImportKind.PRODUCTS, Department, "12")


def test_what_is_never_retired_is_known(session: Session) -> None:
    sale_type, code = SaleType(number=41, name="Deals"), LikeCode(number=77, name="")
    session.add_all([sale_type, code])
    session.flush()
    assert _read(session, ImportKind.SALES, SaleType, "deals") == sale_type.id
    assert lookups_for(session, ImportKind.SALES).ids[LikeCode]["77"] == code.id
