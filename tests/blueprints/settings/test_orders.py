"""Statuses, ages and the other rules, stores."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.blueprints.settings import customer_rules, messages, register, rules
from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.domain.settings.known import StoreSettings
from app.domain.settings.reading import EVERY_STORE, settings_of
from app.models import Counter, Setting, Status, Store
from app.vocabulary.statuses import Key, Stage
from tests.blueprints.settings.conftest import Clerk, filled
from tests.factories import a_department, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of


def test_each_setting_stands_on_one_page() -> None:
    pages = (rules.PAGE, customer_rules.PAGE, messages.RULES, register.PAGE)
    shown = [name for page in pages for _, names in page.parts for name in names]
    assert sorted(shown) == sorted(StoreSettings.about())


def test_it_says_when_order_numbers_come_to_their_end(manager: Clerk, session: Session) -> None:
    """A year ahead, and when none is left."""
    said = []
    for value in (1, 999_000, 999_999):
        session.merge(Counter(id=1, name="order number", value=value))
        session.commit()
        page = manager.page("/settings/rules")
        said.append(("999 order numbers are left." in page, "are used up, and no order" in page))
    assert said == [(False, False), (True, False), (False, True)]


def named(session: Session, key: str) -> Status:
    return session.scalars(sa.select(Status).filter_by(key=key)).one()


@pytest.mark.contract("C24")
def test_a_status_gets_other_words(manager: Clerk, session: Session) -> None:
    placed = named(session, Key.PLACED)
    url = f"/settings/statuses/{placed.id}"
    answer = manager.save(url, label="On order", explanation="With the vendor.", active=None)
    assert answer.status_code == 303
    session.expire_all()
    assert (placed.key, placed.label, placed.active) == (Key.PLACED, "On order", True)
    assert "On order" in manager.page("/settings/statuses")


@pytest.mark.contract("C24")
def test_a_status_of_ones_own_comes_and_goes(manager: Clerk, session: Session) -> None:
    form = {"label": "Back-ordered", "explanation": "", "stage": "placed"}
    assert manager.save("/settings/statuses/new", **form).status_code == 303
    twice = manager.save("/settings/statuses/new", **form)
    assert (twice.status_code, "Another status is called that" in twice.text) == (422, True)
    made = named(session, "own_back_ordered")
    assert made.stage is Stage.PLACED
    assert manager.save(f"/settings/statuses/{made.id}", active=None).status_code == 303
    session.expire_all()
    assert not made.active


@pytest.mark.contract("C24")
def test_a_status_has_a_colour_and_says_what_its_moves_ask(
    manager: Clerk, session: Session
) -> None:
    pending = named(session, Key.PENDING)
    url = f"/settings/statuses/{pending.id}"
    form = {"hue": "rose", "needs_reason": "y", "offers": "not_available"}
    rules = {"to_arrived": "never", "to_placed": "warn", "to_ask": "usual"}
    assert manager.save(url, **form, **rules).status_code == 303
    session.expire_all()
    assert (pending.hue, pending.needs_reason) == ("rose", True)
    assert (pending.offers, pending.moves) == (
        "not_available",
        {"arrived": "never", "placed": "warn"},
    )
    page, moves = manager.page("/settings/statuses"), manager.page("/settings/statuses/moves")
    assert 'class="stage ready hue-rose"' in page
    assert "asks why · offers “It is not to be had”" in page
    assert moves.count('<td class="never') == 1
    assert moves.count("Never</span>") == 1
    odd = manager.save(url, hue="mauve", to_ask="perhaps")
    assert (odd.status_code, pending.hue) == (422, "rose")


@pytest.mark.contract("C33")
def test_a_status_has_an_age_of_its_own(manager: Clerk, session: Session) -> None:
    """After so many days in it the night closes a line; Called/waiting has a setting for that."""
    pending, called = named(session, Key.PENDING), named(session, Key.CALLED_WAITING)
    ages = {}
    for typed, status in (("30", 303), ("0", 422), ("x", 422), ("", 303)):
        answer = manager.save(f"/settings/statuses/{pending.id}", closes_after=typed)
        assert answer.status_code == status, typed
        session.expire_all()
        ages[typed] = pending.closes_after
    assert ages == {"30": 30, "0": 30, "x": 30, "": None}
    url = f"/settings/statuses/{called.id}"
    assert "Close by itself after" not in manager.page(url)
    manager.save(url, closes_after="5")
    session.expire_all()
    assert called.closes_after is None


@pytest.mark.contract("C24")
def test_who_stands_on_a_status_is_said_before_it_is_retired(
    manager: Clerk, session: Session, cast: Cast
) -> None:
    form = {"label": "Back-ordered", "explanation": "", "stage": "placed"}
    manager.save("/settings/statuses/new", **form)
    made = named(session, "own_back_ordered")
    wish = a_wish(a_product(session, a_department(session)))
    by = viewer_of(cast.buyer)
    order = an_order(session, by, [wish])
    actions.move(order.lines[0], made.key, by=by, book=book(session))
    session.commit()
    url = f"/settings/statuses/{made.id}"
    assert "1 open line stands on it now." in manager.page(url)
    refused = manager.save(url, active=None)
    assert (refused.status_code, "1 open line stands on it." in refused.text) == (422, True)


def test_statuses_change_places(manager: Clerk, session: Session) -> None:
    call = named(session, Key.NEW_CALL)
    url = f"/settings/statuses/{call.id}/shift"
    assert manager.tablet.post(url, {"step": "later"}).status_code == 303
    assert manager.tablet.post(url, {"step": "later"}).status_code == 303
    page = manager.page("/settings/statuses")
    assert page.index("Called/waiting") < page.index("New, call")


@pytest.mark.parametrize("stage", ["closed", "", "<b>", "arrived' --"])
def test_only_stages_on_the_way_take_one(manager: Clerk, session: Session, stage: str) -> None:
    answer = manager.save("/settings/statuses/new", label="Odd", stage=stage)
    assert (answer.status_code, "Choose one of the list." in answer.text) == (422, True)


def test_rules_hold_everywhere_or_in_one_store(
    manager: Clerk, session: Session, cast: Cast
) -> None:
    rules = "/settings/rules"
    assert manager.save(rules, close_called_after_days="20").status_code == 303
    own = f"{rules}?store={cast.river.id}"
    assert manager.save(own, tag_paper="a4", tag_shows_total="y").status_code == 303
    session.expire_all()
    here, there = (settings_of(session, store.id) for store in (cast.hill, cast.river))
    assert (here.close_called_after_days, here.tag_paper, here.tag_shows_total) == (
        20, "letter", False,
    )  # fmt: skip
    assert (there.close_called_after_days, there.tag_paper, there.tag_shows_total) == (
        20, "a4", True,
    )  # fmt: skip
    assert session.scalar(sa.select(sa.func.count()).select_from(Setting)) == 3


def test_every_setting_is_on_a_page_with_what_it_does(manager: Clerk) -> None:
    page = manager.page("/settings/rules")
    others = ("customers", "message-rules", "register")
    both = page + "".join(manager.page(f"/settings/{one}") for one in others)
    for name, about in StoreSettings.about().items():
        assert both.count(f' name="{name}"') == 1
        assert about.label in both
    assert filled(page)["close_called_after_days"] == ["30"]
    assert filled(page)["close_pending_after_days"] == ["90"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("close_called_after_days", "0"),
        ("close_pending_after_days", "9" * 30),
        ("pickup_days", "-3"),
        ("pickup_days", ""),
        ("tag_paper", "papyrus"),
        ("tag_policy", "x" * 121),
    ],
)
def test_rules_within_bounds(manager: Clerk, session: Session, name: str, value: str) -> None:
    answer = manager.save("/settings/rules", keep_drafts_days="5", **{name: value})
    assert answer.status_code == 422
    assert 'value="5"' in answer.text
    assert settings_of(session, EVERY_STORE) == StoreSettings()


def test_two_at_once_lose_nothing(manager: Clerk, session: Session) -> None:
    old = manager.page("/settings/rules")
    manager.save("/settings/rules", pickup_days="10")
    clash = manager.tablet.post("/settings/rules", filled(old, pickup_days="12"))
    assert (clash.status_code, "Saved meanwhile: 10" in clash.text) == (409, True)
    assert manager.tablet.post("/settings/rules", filled(clash.text)).status_code == 303
    assert settings_of(session, EVERY_STORE).pickup_days == 12


@pytest.mark.parametrize("store", ["99999", "-1", "9" * 30])
def test_there_are_no_rules_of_stores_that_are_not(manager: Clerk, store: str) -> None:
    code = manager.tablet.get(f"/settings/rules?store={store}").status_code
    assert code == 404


def test_stores_are_added_and_changed(manager: Clerk, session: Session, cast: Cast) -> None:
    form = {"name": "Ferry Store", "time_zone": "Europe/Lisbon"}
    assert manager.save("/settings/stores/new", **form).status_code == 303
    assert manager.save("/settings/stores/new", **form).status_code == 422
    odd = manager.save("/settings/stores/new", name="Odd", time_zone="../../etc/passwd")
    assert (odd.status_code, "Choose one of the listed time zones." in odd.text) == (422, True)
    made = session.scalars(sa.select(Store).filter_by(name="Ferry Store")).one()
    manager.save(f"/settings/stores/{made.id}", address="1 Quay", active=None)
    busy = manager.save(f"/settings/stores/{cast.hill.id}", active=None)
    assert (busy.status_code, "People work here." in busy.text) == (422, True)
    session.expire_all()
    assert (made.address, made.active, cast.hill.active) == ("1 Quay", False, True)
