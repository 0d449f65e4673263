"""Finer rules under a member type: added, changed, ended, and what they do to the next order."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import AuditEvent, MemberRule, MemberType, PriceRule, RolePermission
from app.vocabulary import clock
from app.vocabulary.permissions import Permission
from tests.blueprints.settings.conftest import Clerk
from tests.factories import (
    a_customer,
    a_department,
    a_member_type,
    a_product,
    a_vendor,
    a_wish,
    an_order,
)
from tests.support.cast import Cast, viewer_of


def today() -> date:
    return clock.business_date(clock.now(), "America/Chicago")


def a_rule(session: Session, of: MemberType, **values: Any) -> PriceRule:
    """A markdown of 20 % unless said otherwise."""
    usual = {"rule": MemberRule.MARKDOWN, "percent": Decimal(20)}
    made = PriceRule(member_type_id=of.id, **{**usual, **values})
    session.add(made)
    session.commit()
    return made


def trail(session: Session, kind: str) -> list[AuditEvent]:
    session.commit()
    return list(session.scalars(sa.select(AuditEvent).where(AuditEvent.kind == kind)))


@pytest.mark.contract("C7")
def test_a_rule_for_a_department_prices_the_next_order_there(
    manager: Clerk, session: Session, cast: Cast
) -> None:
    of = a_member_type(session, MemberRule.MARKDOWN, "10", name="Owner")
    bulk, other = a_department(session, "Bulk"), a_department(session, "Dairy")
    owner = a_customer(session, member_number=7, member_type=of)
    url = f"/settings/member-types/{of.id}/rules/new"
    answer = manager.save(
        url, department=bulk.id, ends_on=today().isoformat(), rule="markdown", percent="25"
    )
    wishes = [a_wish(a_product(session, place)) for place in (bulk, other)]
    order = an_order(session, viewer_of(cast.taker), wishes, owner)

    assert answer.status_code == 303
    assert [line.unit_price for line in order.lines] == [Decimal("7.50"), Decimal("9.00")]
    (event,) = trail(session, "price rule added")
    assert (event.subject, event.after) == (
        "Owner · Bulk",
        {
            "department": "Bulk",
            "ends_on": today().isoformat(),
            "rule": "markdown",
            "percent": "25",
        },
    )
    assert "Owner · Bulk" in manager.page("/settings/trail?topic=price-rules")
    again = manager.save(
        url, department=bulk.id, ends_on=today().isoformat(), rule="markdown", percent="25"
    )
    assert (again.status_code, session.query(PriceRule).count()) == (303, 1)


@pytest.mark.contract("C7")
def test_a_change_is_kept_with_before_and_after(manager: Clerk, session: Session) -> None:
    of, vendor = a_member_type(session, name="Owner"), a_vendor(session, "Prairie Mills")
    rule = a_rule(session, of, vendor=vendor)
    answer = manager.save(f"/settings/price-rules/{rule.id}", percent="12.5")
    session.expire_all()

    assert (answer.status_code, rule.percent) == (303, Decimal("12.5"))
    (event,) = trail(session, "price rule changed")
    assert (event.before, event.after) == ({"percent": "20"}, {"percent": "12.5"})


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"percent": "10"}, "Choose a department, a vendor, or dates"),
        ({"percent": "101", "vendor": True}, "A markdown takes off at most 100 %."),
        ({"percent": "", "vendor": True}, "Write a percentage; 0 is allowed."),
        (
            {"percent": "5", "starts_on": "2026-05-02", "ends_on": "2026-05-01"},
            "The last day comes before the first.",
        ),
        ({"percent": "5", "starts_on": "soon"}, "Write a day, like 2026-11-30."),
        ({"percent": "5", "vendor": "99999"}, "Choose one of the list."),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(
    manager: Clerk, session: Session, typed: dict[str, Any], says: str
) -> None:
    of, vendor = a_member_type(session), a_vendor(session)
    values = {k: (vendor.id if v is True else v) for k, v in typed.items()}
    answer = manager.save(f"/settings/member-types/{of.id}/rules/new", **values)

    assert answer.status_code == 422
    assert says in answer.text
    assert session.scalars(sa.select(PriceRule)).all() == []


@pytest.mark.contract("C7")
def test_an_ended_rule_still_prices_what_was_ordered_before(
    manager: Clerk, session: Session
) -> None:
    of, vendor = a_member_type(session), a_vendor(session)
    held, ahead = (
        a_rule(session, of, vendor=vendor, starts_on=today() + timedelta(days=n)) for n in (-9, 5)
    )
    assert manager.tablet.post(f"/settings/price-rules/{held.id}/end").status_code == 409
    for rule in (held, ahead):
        seen = {"version": rule.version}
        answer = manager.tablet.post(f"/settings/price-rules/{rule.id}/end", seen)
        assert answer.status_code == 303
    session.expire_all()

    assert (held.ends_on, held.active) == (today() - timedelta(days=1), True)
    assert (ahead.ends_on, ahead.active) == (None, False)
    assert len(trail(session, "price rule ended")) == 2
    newest = {"version": held.version}
    assert manager.tablet.post(f"/settings/price-rules/{held.id}/end", newest).status_code == 409


def test_the_page_of_a_type_lists_its_rules(manager: Clerk, session: Session) -> None:
    of = a_member_type(session, MemberRule.MARKDOWN, "10", name="Owner")
    a_rule(session, of, department=a_department(session, "Bulk"), vendor=a_vendor(session, "Mills"))
    page = manager.page(f"/settings/member-types/{of.id}")

    assert "<b>Bulk · Mills</b>" in page
    assert 'retail 10.00 → <b class="in">8.00</b>' in page


@pytest.mark.contract("B1")
def test_a_markup_is_for_people_who_may_see_costs(
    manager: Clerk, session: Session, cast: Cast
) -> None:
    """With a price on any order it would tell the cost."""
    of = a_member_type(session, MemberRule.MARKUP, "41.57", name="Staff")
    plain = a_member_type(session, MemberRule.MARKDOWN, "10", name="Owner")
    markup = a_rule(session, plain, rule=MemberRule.MARKUP, percent=Decimal("53.11"),
                    vendor=a_vendor(session))  # fmt: skip
    markdown = a_rule(session, plain, vendor=a_vendor(session))
    url = f"/settings/member-types/{of.id}"
    assert manager.save(url, percent="42").status_code == 303
    roles = [role.id for role in cast.manager.roles]
    session.execute(
        sa.delete(RolePermission).where(
            RolePermission.role_id.in_(roles), RolePermission.permission == Permission.COSTS_SEE
        )
    )
    session.commit()
    pages = [url, f"/settings/member-types/{plain.id}", "/settings/member-types", "/settings/trail"]
    texts = [manager.page(page) for page in pages]

    assert [t for t in texts if "41.57" in t or ">42" in t or "42 %" in t or "53.11" in t] == []
    assert 'value="markup"' not in texts[1]
    assert manager.tablet.get(f"/settings/price-rules/{markup.id}").status_code == 403
    assert manager.tablet.post(url, {"rule": "markdown"}).status_code == 403
    forged = manager.save(f"/settings/price-rules/{markdown.id}", rule="markup")
    assert forged.status_code == 422


def test_a_rule_that_somebody_else_saved_waits_for_a_look(manager: Clerk, session: Session) -> None:
    rule = a_rule(session, a_member_type(session), vendor=a_vendor(session))
    url = f"/settings/price-rules/{rule.id}"
    answer = manager.save(url, version="0", percent="30")

    assert answer.status_code == 409
    assert "Saved meanwhile: 20" in answer.text
