"""In and out."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.people import actions
from app.models import AuditEvent, Store, User
from tests.blueprints.sessions.conftest import PASSWORD
from tests.conftest import make_app, make_tables
from tests.support.cast import Cast
from tests.support.client import Tablet


def sign_in(tablet: Tablet, username: str, password: str = PASSWORD, url: str = "/sign-in"):
    return tablet.post(url, {"username": username, "password": password})


def trail(session: Session) -> list[tuple[str, str]]:
    rows = session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id))
    return [(event.kind, event.subject) for event in rows]


def test_the_right_password_opens_the_door(tablet: Tablet, staff: Cast, session: Session) -> None:
    answer = sign_in(tablet, " Buyer ")
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Buyer</h1>" in tablet.get("/").text
    assert trail(session) == [("signed in", "buyer")]


@pytest.mark.parametrize(
    ("username", "password", "noted"),
    [
        ("buyer", "wrong password", "buyer"),
        ("nobody", PASSWORD, "somebody unknown"),
        (PASSWORD, PASSWORD, "somebody unknown"),
        ("buyer", "x" * 5000, "buyer"),
        ("' OR 1=1 --", "' OR 1=1 --", "somebody unknown"),
    ],
)
def test_anything_else_does_not(
    tablet: Tablet, staff: Cast, session: Session, username: str, password: str, noted: str
) -> None:
    answer = sign_in(tablet, username, password)
    assert answer.status_code == 422
    assert "do not go together" in answer.text
    assert tablet.get("/").location.startswith("/sign-in")
    assert trail(session) == [("sign-in refused", noted)]


def test_what_was_typed_stays_except_the_password(tablet: Tablet, staff: Cast) -> None:
    answer = sign_in(tablet, '<b>"Buyer"', "not their password")
    assert 'value="&lt;b&gt;&#34;Buyer&#34;"' in answer.text
    assert "not their password" not in answer.text


def test_no_password_is_ever_written_down(
    tablet: Tablet, staff: Cast, session: Session, capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    for username, password in (("buyer", PASSWORD), ("buyer", "my secret pet"), (PASSWORD, "")):
        sign_in(tablet, username, password)
    events = session.scalars(sa.select(AuditEvent)).all()
    written = str([(e.kind, e.subject, e.before, e.after) for e in events])
    said = "".join(capfd.readouterr()) + caplog.text
    assert [secret for secret in (PASSWORD, "my secret pet") if secret in written + said] == []
    assert len(events) == 2


def test_who_does_not_work_here_any_more_stays_out(
    tablet: Tablet, staff: Cast, session: Session
) -> None:
    actions.deactivate(session, staff.buyer, None)
    assert sign_in(tablet, "buyer").status_code == 422


def test_somebody_without_a_password_stays_out(tablet: Tablet, cast: Cast) -> None:
    assert sign_in(tablet, "buyer", "").status_code == 422
    assert sign_in(tablet, "buyer", "anything else").status_code == 422


def test_it_leads_back_to_where_one_was_going(tablet: Tablet, staff: Cast) -> None:
    asked = tablet.get("/closed?q=oats")
    assert asked.location == "/sign-in?next=/closed?q%3Doats"
    assert sign_in(tablet, "buyer", url=asked.location).location == "/closed?q=oats"


@pytest.mark.parametrize(
    "away", ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "x"]
)
def test_it_leads_nobody_astray(tablet: Tablet, staff: Cast, away: str) -> None:
    answer = tablet.client.post(
        "/sign-in", query_string={"next": away}, data={"username": "buyer", "password": PASSWORD}
    )
    assert (answer.status_code, answer.location) == (303, "/")


def test_nothing_of_the_cookie_before_stays(tablet: Tablet, staff: Cast) -> None:
    with tablet.client.session_transaction() as cookie:
        cookie["store_id"], cookie["planted"] = staff.river.id, "yes"
    sign_in(tablet, "buyer")
    with tablet.client.session_transaction() as cookie:
        kept = set(cookie) - {"_id", "_fresh", "_permanent"}
        assert (kept, cookie.permanent) == ({"_user_id"}, True)


def test_a_second_person_takes_the_tablet_over(tablet: Tablet, staff: Cast) -> None:
    sign_in(tablet, "buyer")
    assert tablet.get("/sign-in").status_code == 303
    sign_in(tablet, "taker")
    assert "Taker</h1>" in tablet.get("/").text


def test_an_outdated_hash_is_renewed_on_the_way(
    tablet: Tablet, staff: Cast, session: Session
) -> None:
    cheap = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    staff.buyer.password_hash = cheap
    sign_in(tablet, "buyer")
    session.expire_all()
    assert session.get_one(User, staff.buyer.id).password_hash.startswith(
        "$argon2id$v=19$m=32768,t=3,p=1$"
    )


def test_signing_out_ends_it(tablet: Tablet, staff: Cast, session: Session) -> None:
    sign_in(tablet, "buyer")
    assert tablet.post("/sign-out").location == "/sign-in"
    assert "You are signed out." in tablet.get("/sign-in").text
    assert tablet.get("/").location == "/sign-in?next=/"
    assert trail(session)[-1] == ("signed out", "Buyer Person")


def test_a_new_password_ends_the_sessions_under_the_old_one(
    tablet: Tablet, staff: Cast, session: Session, known_hash: str
) -> None:
    sign_in(tablet, "buyer")
    actions.set_password(session, staff.buyer, known_hash, None)
    assert tablet.get("/").status_code == 303


def test_the_first_page_ever_says_how_to_begin(tablet: Tablet, session: Session) -> None:
    assert "bin/flask" not in tablet.get("/sign-in").text
    session.execute(sa.text("DELETE FROM user_roles"))
    session.execute(sa.delete(User))
    session.execute(sa.delete(Store))
    session.expunge_all()
    text = tablet.get("/sign-in").text
    assert "bin/flask store add" in text
    assert "bin/flask user add" in text
    assert "CASELOT_DATA=DIR" in text


def test_a_session_ends_after_idle_hours(app: Flask) -> None:
    assert app.permanent_session_lifetime.total_seconds() == 12 * 3600


@pytest.fixture
def own_database(tmp_path: Path) -> str:
    """A database of the test's own: what a refused try leaves is really committed."""
    url = f"sqlite:///{tmp_path / 'door.db'}"
    make_tables(url)
    return url


@pytest.fixture
def guarded(own_database: str, valkey: str) -> Flask:
    """An app that counts tries, on a database where nobody is."""
    return make_app(own_database, valkey, RATELIMIT_ENABLED=True, PROPAGATE_EXCEPTIONS=False)


def test_guessing_one_name_is_stopped_from_any_address(guarded: Flask) -> None:
    client = guarded.test_client()
    data = {"username": "guessed", "password": "x"}
    codes = [
        client.post("/sign-in", data=data, environ_base={"REMOTE_ADDR": f"10.0.0.{n}"}).status_code
        for n in range(12)
    ]
    assert codes == [422] * 10 + [429] * 2
    assert client.get("/sign-in").status_code == 200


def test_guessing_from_one_address_is_stopped(guarded: Flask) -> None:
    client = guarded.test_client()
    codes = [
        client.post(
            "/sign-in", data={"username": f"n{n}"}, environ_base={"REMOTE_ADDR": "10.9.9.9"}
        ).status_code
        for n in range(62)
    ]
    assert codes == [422] * 60 + [429] * 2


def test_tries_are_counted_while_valkey_is_away(own_database: str) -> None:
    away = make_app(own_database, "redis://127.0.0.1:1/0", RATELIMIT_ENABLED=True)
    client = away.test_client()
    data = {"username": "guessed", "password": "x"}
    codes = [client.post("/sign-in", data=data).status_code for _ in range(12)]
    assert codes == [422] * 10 + [429] * 2


@pytest.mark.parametrize("htmx", [False, True])
def test_a_way_back_with_a_line_break_is_no_way_back(
    tablet: Tablet, staff: Cast, htmx: bool
) -> None:
    tablet.sign_in(staff.buyer)
    answer = tablet.get("/sign-in?next=/pending%0d%0aX-Forged:%20yes", htmx=htmx)
    assert answer.headers.get("Location", answer.headers.get("HX-Redirect")) == "/"
    assert "X-Forged" not in answer.headers
