"""`bin/flask setup`, `user`, `store`, `diagram`: what is needed before anybody can sign in."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
import sqlalchemy as sa
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.orm import Session

from app.domain.people import actions, passwords
from app.domain.people.names import username_of
from app.domain.people.queries import roles as all_roles
from app.domain.settings.stores import StoreFacts, add_store, stores
from app.domain.setup import install
from app.extensions import db
from app.models import Role, Store, User
from app.vocabulary.errors import CaselotError
from app.vocabulary.statuses import diagram as draw

user = AppGroup("user", help="People who sign in.")
store = AppGroup("store", help="Stores.")


@contextmanager
def writing() -> Iterator[Session]:
    """One commit at the end; what is refused ends the command with the reason. Nobody is asked
    anything inside: on SQLite the whole store would wait for the answer."""
    session = db.session()
    try:
        install(session)
        yield session
        session.commit()
    except CaselotError as refusal:
        session.rollback()
        raise click.ClickException(refusal.message) from None


@click.command("setup")
@with_appcontext
def setup() -> None:
    """Create the statuses and roles a new installation starts with. Safe to run again."""
    with writing():
        pass


@click.command("diagram")
def diagram() -> None:
    """Print the usual moves between stages as a mermaid diagram."""
    click.echo(draw())


@store.command("add")
@click.argument("name")
@click.option("--time-zone", default="UTC", show_default=True, help="Such as America/Chicago.")
def add_a_store(name: str, time_zone: str) -> None:
    """Add a store called NAME."""
    with writing() as session:
        made = add_store(session, StoreFacts(_words(name, 80, "name"), time_zone), None)
        click.echo(f"{made.name} is there.")


@user.command("add")
@click.argument("username")
@click.option("--name", default="", help="As colleagues know them; else the user name.")
@click.option("--role", "role_name", default="Administrator", show_default=True)
@click.option("--store", "store_name", default="", help="Needed when there are several.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add_a_person(
    username: str, name: str, role_name: str, store_name: str, password_stdin: bool
) -> None:
    """Add somebody who signs in as USERNAME."""
    with writing() as session:
        _store(session, store_name)
        _role(session, role_name)
    kept = _new_hash(username, password_stdin)
    with writing() as session:
        place, role = _store(session, store_name), _role(session, role_name)
        person = actions.Person(_words(name or username, 80, "name"), place, [role])
        made = actions.add_person(session, username, kept, person, None)
        click.echo(f"{made.username} can sign in at {place.name} as {role.name}.")


@user.command("password")
@click.argument("username")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def change_password(username: str, password_stdin: bool) -> None:
    """Give USERNAME a new password; they are signed out everywhere."""
    with writing() as session:
        _person(session, username)
    kept = _new_hash(username, password_stdin)
    with writing() as session:
        person = _person(session, username)
        actions.set_password(session, person, kept, None)
        click.echo(f"{person.username} has a new password.")


@user.command("list")
def list_people() -> None:
    """List everybody, with store and roles."""
    for person in db.session.scalars(sa.select(User).order_by(User.username)):
        held = ", ".join(sorted(role.name for role in person.roles)) or "no role"
        away = "" if person.active else "  (not active)"
        click.echo(f"{person.username:<20}  {person.name}  {person.store.name}  {held}{away}")


@user.command("deactivate")
@click.argument("username")
def deactivate(username: str) -> None:
    """Sign USERNAME out and let them in no more; what they did keeps their name."""
    with writing() as session:
        person = _person(session, username)
        actions.deactivate(session, person, None)
        click.echo(f"{person.username} cannot sign in any more.")


def _person(session: Session, username: str) -> User:
    found = session.scalar(sa.select(User).where(User.username == username_of(username)))
    if found is None:
        raise CaselotError(f"Nobody goes by the user name “{username}”. See `bin/flask user list`.")
    return found


def _role(session: Session, name: str) -> Role:
    known = {role.name.casefold(): role for role in all_roles(session)}
    if name.casefold() not in known:
        listed = ", ".join(role.name for role in known.values())
        raise CaselotError(f"There is no role “{name}”. There are: {listed}.")
    return known[name.casefold()]


def _store(session: Session, name: str) -> Store:
    known = {each.name.casefold(): each for each in stores(session, active_only=True)}
    if not known:
        raise CaselotError(
            "There is no store yet. Add one first: "
            'bin/flask store add "Main store" --time-zone America/Chicago'
        )
    if not name and len(known) == 1:
        return next(iter(known.values()))
    if name.casefold() not in known:
        listed = ", ".join(each.name for each in known.values())
        raise CaselotError(f"Say which store with --store. There are: {listed}.")
    return known[name.casefold()]


def _words(text: str, longest: int, what: str) -> str:
    words = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if not 1 <= len(words) <= longest:
        raise CaselotError(f"The {what} must have 1 to {longest} characters.")
    return words


def _new_hash(username: str, from_stdin: bool) -> str:
    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    if problem := passwords.password_problem(password, username_of(username)):
        raise click.ClickException(problem)
    return passwords.hash_of(password)


commands = (setup, diagram, user, store)
