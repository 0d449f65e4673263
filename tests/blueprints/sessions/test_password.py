"""One's own password."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.people import passwords
from app.models import AuditEvent, User
from tests.blueprints.sessions.conftest import PASSWORD
from tests.support.cast import Cast
from tests.support.client import Tablet

NEW = "nine green barrels"


def typed(**values: str) -> dict[str, str]:
    return {"current": PASSWORD, "password": NEW, "again": NEW, **values}


def test_it_changes_and_one_stays_in_where_one_stood(
    tablet: Tablet, staff: Cast, session: Session
) -> None:
    tablet.sign_in(staff.buyer).post("/stand", {"store": staff.river.id})
    other = tablet.client.application.test_client()
    with tablet.client.session_transaction() as mine, other.session_transaction() as theirs:
        theirs.update(mine)
    assert tablet.post("/password", typed()).status_code == 303
    assert "River Store" in tablet.get("/stand").text
    assert other.get("/stand").status_code == 303
    session.expire_all()
    user = session.get_one(User, staff.buyer.id)
    assert passwords.matches(user.password_hash, NEW)
    event = session.scalars(sa.select(AuditEvent)).one()
    assert (event.kind, event.before, event.after) == ("password set", {}, {})


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"current": "not it"}, "That is not the password you use now."),
        ({"password": "short", "again": "short"}, "Use at least 8 characters"),
        ({"again": "nine green barrel"}, "The two are not the same."),
        ({"password": "", "again": ""}, "Write a password."),
    ],
)
def test_or_it_says_why_not(
    tablet: Tablet, staff: Cast, session: Session, wrong: dict[str, str], says: str
) -> None:
    answer = tablet.sign_in(staff.buyer).post("/password", typed(**wrong))
    assert answer.status_code == 422
    assert says in answer.text
    assert NEW not in answer.text
    session.expire_all()
    user = session.get_one(User, staff.buyer.id)
    assert passwords.matches(user.password_hash, PASSWORD)
