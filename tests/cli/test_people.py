"""The first person, the first store, from the command line."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.people import passwords
from app.models import AuditEvent, Role, Status, User
from app.vocabulary.statuses import diagram

PASSWORD = "two slow kettles"


@pytest.fixture
def call(app: Flask, session: Session) -> Any:
    """Run a command; what it wrote is there for the session of the test."""

    def run(*words: str, typed: str = f"{PASSWORD}\n{PASSWORD}\n") -> tuple[int, str]:
        session.commit()
        result = app.test_cli_runner().invoke(args=list(words), input=typed)
        session.expire_all()
        assert PASSWORD not in result.output
        return result.exit_code, result.output

    return run


def test_from_nothing_to_somebody_who_signs_in(call: Any, session: Session, app: Flask) -> None:
    assert "There is no store yet." in call("user", "add", "mara")[1]
    assert call("store", "add", "Main store", "--time-zone", "America/Chicago")[0] == 0
    code, said = call("user", "add", "Mara", "--name", "Mara Bell")
    assert (code, said.splitlines()[-1]) == (
        0, "mara can sign in at Main store as Administrator.",
    )  # fmt: skip
    answer = app.test_client().post("/sign-in", data={"username": "mara", "password": PASSWORD})
    assert answer.status_code == 303
    kinds = session.scalars(sa.select(AuditEvent.kind).order_by(AuditEvent.id)).all()
    assert kinds == ["store added", "person added", "signed in"]


def test_setting_up_twice_changes_nothing(call: Any, session: Session) -> None:
    def rows() -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
        return (
            [tuple(r) for r in session.execute(sa.select(Role.name, Role.version))],
            [tuple(r) for r in session.execute(sa.select(Status.key, Status.version))],
        )

    before = rows()
    assert call("setup") == (0, "")
    assert rows() == before


def test_a_password_comes_from_standard_input(call: Any, session: Session, cast: Any) -> None:
    words = ("user", "add", "mara", "--role", "buyer", "--store", "river store", "--password-stdin")
    assert call(*words, typed=f"{PASSWORD}\n")[0] == 0
    made = session.scalars(sa.select(User).filter_by(username="mara")).one()
    assert passwords.matches(made.password_hash, PASSWORD)
    assert (made.store_id, [r.name for r in made.roles]) == (cast.river.id, ["Buyer"])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("user", "add", "mara"), "Say which store with --store."),
        (("user", "add", "mara", "--store", "Moon"), "Say which store with --store."),
        (("user", "add", "mara", "--store", "Hill Store", "--role", "King"), "There is no role"),
        (("user", "add", "buyer", "--store", "Hill Store"), "Somebody has this user name already."),
        (("user", "add", "a b", "--store", "Hill Store"), "Use letters, figures"),
        (("user", "password", "nobody"), "Nobody goes by the user name"),
        (("user", "deactivate", "admin"), "Then nobody could manage people"),
        (("store", "add", "Moon", "--time-zone", "Moon/Sea"), "Choose one of the listed"),
        (("store", "add", "\x1b"), "must have 1 to 80 characters"),
        (("store", "add", "Hill Store"), "There is a store of this name already."),
    ],
)
def test_what_does_not_do_is_said(call: Any, cast: Any, words: tuple[str, ...], says: str) -> None:
    code, said = call(*words)
    assert code == 1
    assert says in said


def test_a_weak_password_is_refused_before_anything_is_written(
    call: Any, cast: Any, session: Session
) -> None:
    words = ("user", "add", "mara", "--store", "Hill Store", "--password-stdin")
    assert call(*words, typed="short\n")[0] == 1
    assert session.scalar(sa.select(User).filter_by(username="mara")) is None


def test_a_new_password_signs_out_everywhere(call: Any, cast: Any) -> None:
    assert call("user", "password", "BUYER")[0] == 0
    assert cast.buyer.session_epoch == 2
    assert passwords.matches(cast.buyer.password_hash, PASSWORD)


def test_somebody_is_let_go_and_listed_so(call: Any, cast: Any) -> None:
    assert call("user", "deactivate", "taker")[0] == 0
    lines = call("user", "list")[1].splitlines()
    assert lines[-1].split() == [
        "taker", "Taker", "Person", "Hill", "Store", "Order", "taker", "(not", "active)",
    ]  # fmt: skip
    assert "no role" in lines[3]


def test_the_diagram_is_that_of_the_vocabulary(call: Any) -> None:
    assert call("diagram") == (0, diagram() + "\n")
