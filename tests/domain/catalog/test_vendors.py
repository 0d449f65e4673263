"""Vendors by their names."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.domain.catalog import vendors
from app.domain.imports import actions
from app.vocabulary.errors import Invalid
from tests.factories import a_vendor
from tests.support.cast import Cast, viewer_of


def test_a_name_is_the_same_in_capitals_beyond_ascii(session: Session, cast: Cast) -> None:
    by = viewer_of(cast.admin)
    known = a_vendor(session, "Épicerie Niño")
    session.commit()

    assert actions.add_vendor(session, " ÉPICERIE  NIÑO ", by=by) is known
    with pytest.raises(Invalid):
        vendors.add_vendor(session, {"name": "épicerie niño"}, by=by)
