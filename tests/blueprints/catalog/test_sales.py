"""Sales and like codes over HTTP (C6, C10)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import LikeCode, RolePermission, Sale, SaleItem, SaleType
from app.vocabulary import clock
from app.vocabulary.permissions import Permission
from tests.blueprints.settings.conftest import Clerk
from tests.factories import a_product
from tests.laws.html import Page, words
from tests.support.cast import Cast
from tests.support.client import Tablet


@pytest.fixture
def buyer(tablet: Tablet, cast: Cast) -> Clerk:
    """A buyer who fills forms as a browser would."""
    return Clerk(tablet.sign_in(cast.buyer))


@pytest.fixture
def sale(session: Session, cast: Cast) -> Sale:
    """A sale that runs, without items."""
    today = clock.now().date()
    kind = SaleType(number=1, name="Deals")
    days = {"starts_on": today - timedelta(days=2), "ends_on": today + timedelta(days=9)}
    made = Sale(name="Spring", sale_type=kind, **days)
    session.add(made)
    session.commit()
    return made


def items(session: Session) -> list[tuple[int | None, int | None, Decimal]]:
    """What is on sale, and for how much."""
    session.expire_all()
    rows = session.scalars(sa.select(SaleItem).order_by(SaleItem.id))
    return [(item.product_id, item.like_code, item.price) for item in rows]


@pytest.mark.contract("C6", "C10", "L7")
def test_a_sale_is_made_filled_and_shows_what_it_does(buyer: Clerk, session: Session) -> None:
    kind = SaleType(number=1, name="Deals")
    session.add(kind)
    product = a_product(session, upc="0000000004011", description="Bananas")
    session.commit()
    made = buyer.save("/catalog/sales/new", name="Winter", sale_type=kind.id)
    assert made.status_code == 303
    assert (
        buyer.tablet.post(f"{made.location}/put-on", {"q": "4011", "price": "8"}).status_code == 303
    )
    page = Page(buyer.tablet.get(made.location).text)
    assert items(session) == [(product.id, None, Decimal(8))]
    assert "Bananas" in words(page.with_id("sale-items"))
    assert "96.00sale, was 120.00" in words(page.with_id("examples")).replace(" sale", "sale")
    assert "8.00" in words(page.with_id("history"))
    assert "Winter" in words(
        Page(buyer.tablet.get(f"/catalog/products/{product.id}").text).with_id("on-sale")
    )


def test_what_is_ambiguous_is_offered_and_chosen(
    buyer: Clerk, session: Session, sale: Sale
) -> None:
    """Words never pick by themselves; a like code is offered beside."""
    first = a_product(session, description="Oat milk", like_code=310)
    session.add(LikeCode(number=310, name="Oat drinks"))
    session.commit()
    url = f"/catalog/sales/{sale.id}"
    asked = buyer.tablet.post(f"{url}/put-on", {"q": "oat", "price": "3"})
    assert asked.status_code == 422
    assert "Choose one of these." in asked.text
    assert 'value="3' in asked.text
    found = Page(buyer.tablet.get(f"{url}?q=oat", htmx=True).text, fragment=True)
    keys = [e.get("value") for e in found.all("button")]
    code = session.scalars(sa.select(LikeCode)).one()
    assert keys == [f"p{first.id}", f"l{code.id}"]
    for key in keys:
        answer = buyer.tablet.post(f"{url}/put-on", {"key": key, "price": "3"})
        assert answer.status_code == 303
    assert items(session) == [(first.id, None, Decimal(3)), (None, 310, Decimal(3))]
    assert "Oat drinks" in buyer.tablet.get(url).text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"q": "4011"}, "Write the sale price of a unit."),
        ({"q": "", "price": "1"}, "Scan or type what it is."),
        ({"q": "zzz", "price": "1"}, "No product of ours is known by that."),
        ({"key": "p99999", "price": "1"}, "That is not to be had any more. Look again."),
        ({"key": "x1", "price": "1"}, "That is not to be had any more. Look again."),
        ({"key": "p1e9", "price": "1"}, "That is not to be had any more. Look again."),
        ({"q": "4011", "price": "-1"}, "Write 0 or more."),
        ({"q": "4011", "price": "1.23456"}, "Write at most 4 decimal places."),
    ],
)
def test_what_cannot_be_put_on_is_told_beside_the_field(
    buyer: Clerk, session: Session, sale: Sale, form: dict[str, str], said: str
) -> None:
    a_product(session, upc="0000000004011")
    answer = buyer.tablet.post(f"/catalog/sales/{sale.id}/put-on", form)
    assert answer.status_code == 422
    assert said in answer.text
    assert items(session) == []


def test_an_item_is_taken_off_once(buyer: Clerk, session: Session, sale: Sale) -> None:
    product = a_product(session, upc="0000000004011")
    url = f"/catalog/sales/{sale.id}"
    buyer.tablet.post(f"{url}/put-on", {"key": f"p{product.id}", "price": "3"})
    item = session.scalars(sa.select(SaleItem.id)).one()
    for _ in range(2):
        assert buyer.tablet.post(f"{url}/take-off/{item}").status_code == 303
    assert items(session) == []


def test_a_sale_is_changed_and_switched_off(buyer: Clerk, session: Session, sale: Sale) -> None:
    url = f"/catalog/sales/{sale.id}"
    wrong = buyer.save(f"{url}/edit", ends_on="2001-01-01")
    assert wrong.status_code == 422
    assert "The last day is before the first." in wrong.text
    assert buyer.save(f"{url}/edit", name="Summer").status_code == 303
    session.expire_all()
    buyer.tablet.post(f"{url}/active", {"active": "no", "version": str(sale.version)})
    assert "Summer" in buyer.tablet.get("/catalog/sales?state=off").text
    assert "Summer" not in buyer.tablet.get("/catalog/sales").text
    assert "Spring → became Summer" in words(Page(buyer.tablet.get(url).text).with_id("history"))


@pytest.mark.contract("C8", "B1")
def test_only_who_sets_prices_makes_or_fills_a_sale(
    tablet: Tablet, cast: Cast, session: Session, sale: Sale
) -> None:
    product = a_product(session)
    session.add(SaleItem(sale=sale, product=product, price=Decimal("610013.37")))
    item = session.scalars(sa.select(SaleItem)).one()
    tablet.sign_in(cast.taker)
    for path in ("/put-on", f"/take-off/{item.id}", "/active", "/edit"):
        answer = tablet.post(f"/catalog/sales/{sale.id}{path}", {"active": "no"})
        assert answer.status_code == 403
    assert tablet.post("/catalog/sales/new", {"name": "X"}).status_code == 403
    assert items(session) == [(product.id, None, Decimal("610013.37"))]


def test_a_like_code_gathers_products(buyer: Clerk, session: Session) -> None:
    first = a_product(session, upc="0000000004011", description="Vanilla")
    session.commit()
    made = buyer.save("/catalog/like-codes/new", number="310", name="Yoghurt")
    assert made.status_code == 303
    twice = buyer.save("/catalog/like-codes/new", number="310", name="Kefir")
    assert (twice.status_code, "310 is Yoghurt already." in twice.text) == (422, True)
    assert buyer.tablet.post(f"{made.location}/put-in", {"q": "4011"}).status_code == 303
    assert "Vanilla" in words(Page(buyer.tablet.get(made.location).text).with_id("alike"))
    session.expire_all()
    assert first.like_code == 310
    assert buyer.tablet.post(f"{made.location}/put-in", {"q": "zzz"}).status_code == 422
    assert buyer.save(f"{made.location}/edit", name="Yoghurts").status_code == 303
    assert buyer.tablet.post(f"{made.location}/take-out/{first.id}").status_code == 303
    session.expire_all()
    assert first.like_code is None
    told = words(Page(buyer.tablet.get(made.location).text).with_id("history"))
    assert "Yoghurt → became Yoghurts" in told


def test_departments_are_looked_at_here_and_edited_in_settings(
    tablet: Tablet, cast: Cast, session: Session
) -> None:
    from tests.factories import a_department

    bulk = a_department(session, "Bulk")
    edit = f"/settings/departments/{bulk.id}"
    for person, links in ((cast.buyer, False), (cast.manager, True)):
        tablet.sign_in(person)
        page = Page(tablet.get(f"/catalog/departments/{bulk.id}").text)
        assert (edit in {a.get("href") for a in page.all("a")}) is links
        assert "Bulk" in tablet.get("/catalog/departments?q=bul").text


@pytest.mark.contract("B1", "C8")
def test_who_sets_prices_unseen_is_not_told_what_they_guessed(
    buyer: Clerk, session: Session, cast: Cast, sale: Sale
) -> None:
    """Told apart, “it has that price already” would be an answer to a guess."""
    product = a_product(session)
    session.execute(
        sa.delete(RolePermission).where(RolePermission.permission == Permission.PRICES_SEE)
    )
    session.commit()
    here, guess = f"/catalog/sales/{sale.id}", {"key": f"p{product.id}"}
    said = []
    for price in ("8", "7", "7"):
        buyer.tablet.post(f"{here}/put-on", {**guess, "price": price})
        said.append(words(Page(buyer.tablet.get(here).text).with_id("flash")))
    assert items(session) == [(product.id, None, Decimal(7))]
    assert "has its new price" in said[1]
    assert said[1] == said[2]
