"""Settings in one place (L7), for those who may, and the trail of what they did."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.blueprints.settings.index import GROUPS
from app.extensions import db
from app.models import AuditEvent
from app.vocabulary.permissions import Permission
from tests.blueprints.settings.conftest import Clerk
from tests.support.cast import PEOPLE, Cast, viewer_of
from tests.support.client import Tablet


def settings_pages(app: Flask) -> dict[str, Permission]:
    """Every address of settings without a part to fill in, with the permission it asks for."""
    return {
        str(rule): app.view_functions[rule.endpoint].access
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("settings.") and not rule.arguments
    }


@pytest.mark.contract("L7")
def test_everything_is_linked_from_one_page_and_orders_are_found_there(
    admin: Clerk, app: Flask
) -> None:
    page = admin.page("/settings")
    with app.test_request_context():
        urls = [part.url for _, parts in GROUPS for part in parts]
    assert [url for url in urls if f'href="{url}"' not in page] == []
    inner = ("/new", "/example", "/moves", "/template")
    lists = {url for url in settings_pages(app) if not url.endswith(inner)}
    assert lists - set(urls) == {"/settings"}
    assert page.count('action="/find"') == 2  # the field at the top, and one among the settings


@pytest.mark.parametrize("who", PEOPLE)
def test_only_those_who_may_come_in(
    tablet: Tablet, app: Flask, cast: Cast, session: Session, who: str
) -> None:
    person = cast.everybody[who]
    tablet.sign_in(person)
    for url, permission in settings_pages(app).items():
        wanted = 200 if permission in viewer_of(person).permissions else 403
        assert (url, tablet.get(url).status_code) == (url, wanted)
        if wanted == 403:
            assert tablet.post(url, {"name": "x"}).status_code in (403, 405)
    # Who knocks at a door of prices is remembered; nothing else is.
    assert {e.kind for e in session.scalars(sa.select(AuditEvent))} <= {"price refused"}


def test_a_manager_sees_no_door_that_is_closed(manager: Clerk) -> None:
    page = manager.page("/settings")
    assert 'href="/settings/people"' not in page
    assert 'href="/settings/departments"' in page


@pytest.mark.parametrize(
    ("url", "most"),
    [("/settings", 4), ("/settings/departments", 6), ("/settings/people", 6),
     ("/settings/roles", 6), ("/settings/trail", 4), ("/settings/statuses", 5),
     ("/settings/member-types", 4), ("/settings/rules", 6), ("/settings/customers", 6),
     ("/settings?q=oats", 4), ("/settings/default-customers", 5),
     ("/settings/customer-groups", 5), ("/settings/customer-attributes", 4)],
)  # fmt: skip
def test_pages_ask_the_database_little(admin: Clerk, app: Flask, url: str, most: int) -> None:
    said: list[str] = []
    with app.app_context():
        engine = db.engines[None].engine
    event.listen(engine, "before_cursor_execute", lambda *a: said.append(a[2]))
    admin.page(url)
    asked = [words for words in said if words.startswith("SELECT")]
    assert len(asked) <= most, asked


def test_the_trail_tells_who_set_what(admin: Clerk, session: Session) -> None:
    admin.save("/settings/rules", pickup_days="9")
    text = admin.page("/settings/trail")
    assert "Days to pick up" in text
    assert "<del>14</del> → 9" in text
    assert "Admin Person" in text
    assert "Nothing yet" in admin.page("/settings/trail?topic=sign-ins")
    for odd in ("before=0", "before=-1", "before=x", "before=99999999999999", "topic=%3Cb%3E"):
        admin.page(f"/settings/trail?{odd}")


def test_hostile_names_stay_text(admin: Clerk) -> None:
    name = "<script>alert(1)</script>‮" + "🍎"
    admin.save("/settings/super-departments/new", name=name)
    for url in ("/settings/super-departments", "/settings/trail", "/settings/departments"):
        page = admin.page(url)
        assert "<script>alert" not in page
        assert "‮" not in page


def test_nothing_that_is_not_there_can_be_opened(admin: Clerk, app: Flask) -> None:
    rules = [r for r in app.url_map.iter_rules()
             if r.endpoint.startswith("settings.") and r.arguments]  # fmt: skip
    for rule in rules:
        (name,) = rule.arguments
        for number in ("99999", "0", "-1", "99999999999999999999", "x"):
            url = str(rule).replace(f"<id:{name}>", number)
            get, post = admin.tablet.get(url), admin.tablet.post(url, {"version": "1"})
            assert {get.status_code, post.status_code} <= {404, 405}, url
