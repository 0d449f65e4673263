"""Customers who wait to become records, at the desk (M16)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.customers import intakes
from app.models import AttributeKind, Customer, CustomerAttribute
from tests.blueprints.settings.conftest import filled
from tests.support.cast import Cast
from tests.support.client import Tablet

SENT = {"first_name": "Hana", "last_name": "<b>Ito", "phone": "217 555 0142", "country": "CA"}


@pytest.fixture
def desk(tablet: Tablet, cast: Cast) -> Tablet:
    return tablet.sign_in(cast.manager)


@pytest.mark.contract("M16")
def test_one_is_mended_and_made_a_customer(desk: Tablet, session: Session, cast: Cast) -> None:
    asked = CustomerAttribute(label="Diet", kind=AttributeKind.TEXT, required=True)
    session.add(asked)
    sent = intakes.receive(session, "from-a-tablet-1", "tablet", SENT, cast.hill.id)
    session.flush()
    url = f"/customers/waiting/{sent.id}"
    listed = desk.get("/customers/waiting").text
    assert (f'href="{url}"' in listed, "<b>Ito" in listed) == (True, False)
    form = filled(desk.get(url).text)
    assert form["last_name"] == ["<b>Ito"]
    assert desk.post(url).status_code == 400
    answer = desk.post(url, form)
    assert (answer.status_code, "Fill this in." in answer.text) == (422, True)
    answer = desk.post(url, {**form, f"extra-{asked.id}": "vegan", "last_name": "Ito"})
    assert answer.status_code == 303
    made = session.scalars(sa.select(Customer)).one()
    assert (made.last_name, made.country, made.extras) == ("Ito", "CA", {str(asked.id): "vegan"})
    assert answer.location == f"/customers/{made.id}"
    assert desk.post(url, form).location == f"/customers/{made.id}"
    assert desk.get(url).location == f"/customers/{made.id}"
    assert "Nobody is waiting" in desk.get("/customers/waiting").text


def test_one_is_dropped(desk: Tablet, session: Session, cast: Cast) -> None:
    sent = intakes.receive(session, "from-a-tablet-1", "tablet", SENT, cast.hill.id)
    session.flush()
    url = f"/customers/waiting/{sent.id}"
    for _ in range(2):
        assert desk.post(f"{url}/drop").location == "/customers/waiting"
    assert desk.get(url).location == "/customers/waiting"
    assert session.scalar(sa.select(sa.func.count()).select_from(Customer)) == 0
    assert desk.get("/customers/waiting/99999").status_code == 404
    assert desk.post("/customers/waiting/99999/drop").status_code == 404
