"""Home of one's own departments, and that it is remembered."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import user_super_departments
from tests.blueprints.home.test_home import Shop, Take, numbers, shop, take
from tests.factories import a_department, a_product, a_wish
from tests.support.cast import Cast
from tests.support.client import Tablet

__all__ = ["shop", "take"]


def test_mine_are_those_of_the_departments_i_own(
    session: Session, tablet: Tablet, cast: Cast, shop: Shop, take: Take
) -> None:
    """What belongs to nobody is everybody's."""
    cool = a_department(session, "Cool")
    milk = a_product(session, cool, description="Milk", retail=None, cost=None)
    take(wish=a_wish(shop.priceless))
    take(wish=a_wish(milk))
    take(wish=a_wish(milk), call_first=True)
    owned = {"user_id": cast.buyer.id, "super_department_id": cool.super_department_id}
    session.execute(sa.insert(user_super_departments).values(**owned))
    tablet.sign_in(cast.buyer)

    assert numbers(tablet.get("/").text)["Price needed"] == "3"
    mine = tablet.get("/?mine=1").text
    assert numbers(mine)["Price needed"] == "2"
    assert numbers(mine)["Calls due"] == "1"
    # Kept with the person, whatever else they like; the address still says otherwise.
    tablet.post("/pending/keys", {"on": "0"})
    assert tablet.post("/mine", {"mine": "1"}).location == "/"
    assert tablet.post("/mine", {"mine": "9"}).status_code == 422
    assert numbers(tablet.get("/").text)["Price needed"] == "2"
    assert numbers(tablet.get("/?mine=0").text)["Price needed"] == "3"
    assert "data-keys" not in tablet.get("/pending").text
    assert tablet.sign_in(cast.taker).post("/mine", {"mine": "1"}).status_code == 403
    assert numbers(tablet.sign_in(cast.manager).get("/").text)["Price needed"] == "3"
    assert numbers(tablet.get("/?mine=1").text) == {}
