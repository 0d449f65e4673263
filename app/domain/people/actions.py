"""People of the store: taking them in, changing them, letting them go. Passwords arrive hashed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.audit import record
from app.domain.people.managers import hold_managers, keep_a_manager
from app.domain.people.names import username_of, username_problem
from app.domain.settings.editing import add, edit
from app.models import Role, Store, SuperDepartment, User
from app.vocabulary.errors import Invalid

TAKEN = {"username": "Somebody has this user name already."}


@dataclass(frozen=True)
class Person:
    """What is known of a person besides the user name."""

    name: str
    store: Store
    roles: Sequence[Role]
    active: bool = True
    # Whose departments are theirs, None to leave them as they are (C20).
    owns: Sequence[SuperDepartment] | None = None


def add_person(
    session: Session, username: str, password_hash: str, person: Person, by: Viewer | None
) -> User:
    """Take somebody in. Invalid when the user name does not do or is taken."""
    username = username_of(username)
    if problem := username_problem(username):
        raise Invalid({"username": problem})
    user = User(
        username=username,
        name=person.name,
        password_hash=password_hash,
        store_id=person.store.id,
        roles=list(person.roles),
        active=person.active,
        super_departments=list(person.owns or ()),
    )
    shown = {"name": person.name, "store": person.store, "roles": person.roles}
    add(session, user, by, "person added", username, shown, TAKEN)
    return user


def change_person(session: Session, user: User, person: Person, by: Viewer | None) -> None:
    """Change what is known of somebody. Somebody set inactive is signed out everywhere. Refused if
    nobody could manage people any more."""
    hold_managers(session)
    was_active = user.active
    values: dict[str, Any] = {
        "name": person.name,
        "store": person.store,
        "roles": list(person.roles),
        "active": person.active,
    }
    if person.owns is not None:
        values["super_departments"] = list(person.owns)
    edit(session, user, values, by, "person changed", user.username)
    if was_active and not person.active:
        end_sessions(user)
    keep_a_manager(session)


def deactivate(session: Session, user: User, by: Viewer | None) -> None:
    """Let somebody go: they are signed out and cannot come in; what they did keeps their name."""
    change_person(session, user, Person(user.name, user.store, user.roles, active=False), by)


def set_password(session: Session, user: User, password_hash: str, by: Viewer | None) -> None:
    """Give somebody a new password; every session that runs under the old one ends."""
    user.password_hash = password_hash
    end_sessions(user)
    record(session, by, "password set", user.username)


def end_sessions(user: User) -> None:
    """Sign somebody out everywhere."""
    user.session_epoch += 1
