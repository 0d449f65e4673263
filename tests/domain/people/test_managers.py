"""Somebody can always manage people."""

import pytest
import sqlalchemy as sa

from app.domain.people import actions, roles
from app.models import AuditEvent, Role, User
from app.vocabulary.errors import Refused
from app.vocabulary.permissions import Permission
from tests.support.cast import viewer_of


def the_role(session, name):
    return session.scalar(sa.select(Role).filter_by(name=name))


def test_the_last_one_cannot_be_let_go(session, cast):
    with pytest.raises(Refused, match="Then nobody could manage people"):
        actions.deactivate(session, cast.admin, viewer_of(cast.admin))


def test_the_last_one_cannot_lose_the_role(session, cast):
    person = actions.Person(cast.admin.name, cast.hill, [the_role(session, "Buyer")])
    with pytest.raises(Refused):
        actions.change_person(session, cast.admin, person, viewer_of(cast.admin))


def test_the_role_of_the_last_one_cannot_lose_the_right(session, cast):
    role = the_role(session, "Administrator")
    without = role.permissions - {Permission.USERS_MANAGE}
    with pytest.raises(Refused):
        roles.change_role(session, role, role.name, "", without, viewer_of(cast.admin))


def test_with_a_second_one_the_first_can_go(session, cast):
    by = viewer_of(cast.admin)
    second = actions.Person(cast.buyer.name, cast.hill, [the_role(session, "Administrator")])
    actions.change_person(session, cast.buyer, second, by)
    actions.deactivate(session, cast.admin, by)
    session.flush()
    assert not cast.admin.active


def test_one_who_is_not_active_does_not_count(session, cast):
    gone = actions.Person("Gone", cast.hill, [the_role(session, "Administrator")], active=False)
    actions.add_person(session, "gone", "", gone, viewer_of(cast.admin))
    with pytest.raises(Refused):
        actions.deactivate(session, cast.admin, viewer_of(cast.admin))


def test_letting_somebody_go_ends_their_sessions_and_is_noted(session, cast):
    epoch = cast.buyer.session_epoch
    actions.deactivate(session, cast.buyer, viewer_of(cast.admin))
    session.flush()
    event = session.scalars(sa.select(AuditEvent)).one()
    assert session.get_one(User, cast.buyer.id).session_epoch == epoch + 1
    assert (event.kind, event.subject, event.user_id) == ("person changed", "buyer", cast.admin.id)
    assert (event.before, event.after) == ({"active": True}, {"active": False})


def test_a_change_of_roles_alone_counts_the_version_up(session, cast):
    version = cast.taker.version
    more = actions.Person(
        cast.taker.name, cast.hill, [*cast.taker.roles, the_role(session, "Buyer")]
    )
    actions.change_person(session, cast.taker, more, viewer_of(cast.admin))
    session.flush()
    assert cast.taker.version == version + 1


def test_a_role_that_somebody_holds_stays(session, cast):
    by = viewer_of(cast.admin)
    with pytest.raises(Refused, match="still has this role"):
        roles.remove_role(session, the_role(session, "Buyer"), by)
    spare = roles.add_role(session, "Spare", "", [Permission.ORDERS_SEE], by)
    roles.remove_role(session, spare, by)
    assert the_role(session, "Spare") is None
