"""Addresses that nobody means: a list comes out, or a clean refusal."""

from __future__ import annotations

import pytest

from tests.blueprints.orders.conftest import Desk
from tests.support.client import Tablet

NONSENSE = [
    "x",
    "-1",
    "0",
    "9" * 19,
    "9" * 400,
    "1.5",
    "' OR 1=1 --",
    "<script>",
    "٣",
    "\u202e",
    "%",
]


@pytest.mark.parametrize("url", ["/pending", "/closed"])
@pytest.mark.parametrize("name", ["super", "vendor", "store", "status", "q", "before", "after"])
def test_a_list_takes_any_filter(desk: Desk, tablet: Tablet, url: str, name: str) -> None:
    """200 for each, and nothing is rendered as markup."""
    tablet.sign_in(desk.cast.buyer)
    answers = [tablet.get(url, query_string={name: text}) for text in NONSENSE]

    assert [answer.status_code for answer in answers] == [200] * len(NONSENSE)
    assert not any("<script>" in answer.text.split("<main")[1] for answer in answers)


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 60, "1e3", "'"])
def test_a_version_that_is_none_is_a_clash(desk: Desk, tablet: Tablet, version: str) -> None:
    """Told as a clash; nothing changes."""
    tablet.sign_in(desk.cast.buyer)
    form = {"version": version, "status": "placed"}

    assert tablet.post(desk.url("move", desk.first), form).status_code == 409
    assert desk.again().lines[0].status == "new_no_call"


def test_a_nul_character_is_refused_as_a_whole(desk: Desk, tablet: Tablet) -> None:
    """No database takes one."""
    tablet.sign_in(desk.cast.buyer)

    assert tablet.get("/pending?q=a%00b").status_code == 400
    assert tablet.post(desk.url("notes"), desk.form(comments="a\x00b")).status_code == 400


@pytest.mark.parametrize("verb", ["add-line", "contact", "move", "reopen", "close", "keep-open"])
def test_asking_for_the_head_of_a_form_does_nothing(desk: Desk, tablet: Tablet, verb: str) -> None:
    """HEAD answers as GET does."""
    tablet.sign_in(desk.cast.manager)
    tablet.session.commit()
    assert tablet.client.head(desk.url(verb)).status_code == 200
