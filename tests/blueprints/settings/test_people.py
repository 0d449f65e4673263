"""People and roles."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.people import passwords
from app.models import AuditEvent, Role, User
from app.vocabulary.permissions import Permission
from tests.blueprints.settings.conftest import Clerk, filled
from tests.support.cast import Cast, viewer_of

PASSWORD = "four quiet pears"


def role_id(session: Session, name: str) -> int:
    return session.scalars(sa.select(Role.id).filter_by(name=name)).one()


def somebody(session: Session, **values: object) -> dict[str, object]:
    usual = {"name": "Mara Bell", "username": "Mara.B", "password": PASSWORD, "again": PASSWORD}
    return {**usual, "roles": [role_id(session, "Buyer")], **values}


def test_somebody_new_can_sign_in_at_once(admin: Clerk, session: Session, cast: Cast) -> None:
    assert admin.save("/settings/people/new", **somebody(session)).status_code == 303
    made = session.scalars(sa.select(User).filter_by(username="mara.b")).one()
    assert (made.name, made.store_id, made.active) == ("Mara Bell", cast.hill.id, True)
    assert viewer_of(made).can(Permission.PRICES_EDIT)
    assert passwords.matches(made.password_hash, PASSWORD)
    answer = admin.tablet.client.application.test_client().post(
        "/sign-in", data={"username": "mara.b", "password": PASSWORD}
    )
    assert answer.status_code == 303


def test_a_user_name_is_given_once(admin: Clerk, session: Session) -> None:
    admin.save("/settings/people/new", **somebody(session))
    again = admin.save("/settings/people/new", **somebody(session, username="MARA.B"))
    assert again.status_code == 422
    assert "Somebody has this user name already." in again.text
    assert 'value="Mara Bell"' in again.text
    assert PASSWORD not in again.text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"username": "a b"}, "Use letters, figures, dots and dashes only."),
        ({"username": "x" * 41}, "Keep it to 40 characters."),
        ({"name": ""}, "Write a name."),
        ({"password": "short", "again": "short"}, "Use at least 8 characters"),
        ({"password": "mara.b12", "again": "mara.b13"}, "The two are not the same."),
        ({"username": "pears pears", "password": ""}, "Write a password."),
        ({"roles": ["99999"]}, "is not a valid choice"),
        ({"roles": ["x"]}, "Invalid choice"),
        ({"store": "99999"}, "Choose one of the list."),
        ({"store": ""}, "Choose one of the list."),
    ],
)
def test_or_it_says_what_is_missing(
    admin: Clerk, session: Session, wrong: dict[str, object], says: str
) -> None:
    answer = admin.save("/settings/people/new", **somebody(session, **wrong))
    assert answer.status_code == 422
    assert says in answer.text.replace("&#39;", "'")
    assert session.scalar(sa.select(sa.func.count()).select_from(User)) == 5


def test_roles_and_store_change(admin: Clerk, session: Session, cast: Cast) -> None:
    url = f"/settings/people/{cast.taker.id}"
    roles = [role_id(session, "Buyer"), role_id(session, "Manager")]
    assert admin.save(url, roles=roles, store=cast.river.id).status_code == 303
    session.expire_all()
    assert (sorted(r.id for r in cast.taker.roles), cast.taker.store_id) == (
        sorted(roles), cast.river.id,
    )  # fmt: skip
    event = session.scalars(sa.select(AuditEvent)).one()
    assert event.after == {"roles": ["Buyer", "Manager"], "store": "River Store"}
    assert event.before == {"roles": ["Order taker"], "store": "Hill Store"}


def test_the_last_one_who_manages_people_stays(admin: Clerk, session: Session, cast: Cast) -> None:
    url = f"/settings/people/{cast.admin.id}"
    for change in ({"active": None}, {"roles": [role_id(session, "Manager")]}, {"roles": None}):
        answer = admin.save(url, name="Other Name", **change)
        assert answer.status_code == 409
        assert "Then nobody could manage people and roles any more." in answer.text
        assert 'value="Other Name"' in answer.text
    session.expire_all()
    assert (cast.admin.active, cast.admin.name) == (True, "Admin Person")


def test_letting_somebody_go_signs_them_out(admin: Clerk, session: Session, cast: Cast) -> None:
    device = admin.tablet.client.application.test_client()
    with device.session_transaction() as cookie:
        cookie["_user_id"] = f"{cast.buyer.id}:1"
    assert device.get("/stand").status_code == 200
    admin.save(f"/settings/people/{cast.buyer.id}", active=None)
    assert device.get("/stand").status_code == 303
    assert "Buyer Person" not in admin.table("/settings/people")
    assert "Buyer Person" in admin.table("/settings/people?gone=1")


def test_a_new_password_for_somebody(admin: Clerk, session: Session, cast: Cast) -> None:
    url = f"/settings/people/{cast.buyer.id}/password"
    assert admin.save(url, password=PASSWORD, again="else").status_code == 422
    assert admin.save(url, password=PASSWORD, again=PASSWORD).status_code == 303
    session.expire_all()
    assert passwords.matches(cast.buyer.password_hash, PASSWORD)
    events = session.scalars(sa.select(AuditEvent)).all()
    assert [(e.kind, e.subject, e.before, e.after) for e in events] == [
        ("password set", "buyer", {}, {})
    ]


def test_two_at_once_see_both(admin: Clerk, session: Session, cast: Cast) -> None:
    url = f"/settings/people/{cast.buyer.id}"
    old = admin.page(url)
    admin.save(url, roles=[role_id(session, "Manager")])
    clash = admin.tablet.post(url, filled(old, name="Tomas"))
    assert clash.status_code == 409
    assert "Saved meanwhile: Manager" in clash.text
    assert 'value="Tomas"' in clash.text


def test_roles_come_change_and_go(admin: Clerk, session: Session) -> None:
    form = {"name": "Phone desk", "purpose": "Calls.", "permissions": ["orders.see"]}
    assert admin.save("/settings/roles/new", **form).status_code == 303
    assert admin.save("/settings/roles/new", **form).status_code == 422
    made = session.scalars(sa.select(Role).filter_by(name="Phone desk")).one()
    more = ["orders.see", "orders.move"]
    assert admin.save(f"/settings/roles/{made.id}", permissions=more).status_code == 303
    session.expire_all()
    assert made.permissions == {Permission.ORDERS_SEE, Permission.ORDERS_MOVE}
    assert admin.tablet.post(f"/settings/roles/{made.id}/remove").status_code == 303
    assert "Phone desk" not in admin.table("/settings/roles")
    events = session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [e.kind for e in events] == ["role added", "role changed", "role removed"]
    assert events[1].after == {"permissions": ["orders.move", "orders.see"]}


@pytest.mark.parametrize("key", ["everything", "", "orders.see ", "<b>", "ORDERS_SEE"])
def test_no_permission_can_be_made_up(admin: Clerk, session: Session, key: str) -> None:
    answer = admin.save("/settings/roles/new", name="Odd", permissions=[key])
    assert answer.status_code == 422
    assert session.scalar(sa.select(Role).filter_by(name="Odd")) is None


def test_the_right_to_manage_people_cannot_be_lost(
    admin: Clerk, session: Session, cast: Cast
) -> None:
    url = f"/settings/roles/{role_id(session, 'Administrator')}"
    answer = admin.save(url, permissions=["settings.manage"])
    assert answer.status_code == 409
    session.expire_all()
    assert viewer_of(cast.admin).permissions == frozenset(Permission)


def test_a_role_that_somebody_has_cannot_be_removed(admin: Clerk, session: Session) -> None:
    url = f"/settings/roles/{role_id(session, 'Buyer')}"
    assert "Somebody still has this role." in admin.page(url)
    assert admin.tablet.post(f"{url}/remove").status_code == 409


def test_long_lists_go_on(admin: Clerk, session: Session, cast: Cast) -> None:
    session.add_all(
        User(username=f"p{n:03}", name=f"Person {n}", store_id=cast.hill.id) for n in range(60)
    )
    first = admin.page("/settings/people?q=p0")
    assert first.count("<tr>") == 51
    assert "after=p049" in first
    assert "p059" in admin.page("/settings/people?q=p0&after=p049")
    assert "Nobody fits" in admin.page("/settings/people?q=%25%27%22")
