"""Contact: phones and e-mails in any way of writing, problems beside the field."""

from __future__ import annotations

import pytest

from app.domain.customers.contact import (
    contact_problems,
    digits_of,
    email_problem,
    phone_problem,
)

GOOD_PHONES = [
    "217 555 0142",
    "(217) 555-0142",
    "217.555.0142",
    "+1 217 555 0142",
    "1-217-555-0142 x12",
    "555-0142",
    "+44 20 7946 0958",
    "2175550142 ext. 7",
]


@pytest.mark.parametrize("phone", GOOD_PHONES)
def test_every_way_of_writing_a_phone_is_fine(phone: str) -> None:
    assert phone_problem(phone) == ""


@pytest.mark.parametrize("phone", ["12", "call me", "217 555", "217 555 0142 0142", "+999 1", "🥥"])
def test_what_nobody_could_call_is_said(phone: str) -> None:
    assert phone_problem(phone) != ""


@pytest.mark.parametrize("email", ["a@b.co", "noa.field+orders@mail.example.org", "ñ@exämple.org"])
def test_an_email_may_look_like_any_email(email: str) -> None:
    assert email_problem(email) == ""


@pytest.mark.parametrize("email", ["a", "a@b", "a b@c.org", "@c.org", "a@c..org", "a@b@c.org"])
def test_what_no_mail_could_reach_is_said(email: str) -> None:
    assert email_problem(email) != ""


@pytest.mark.parametrize(
    ("phone", "digits"),
    [
        ("(217) 555-0142", "2175550142"),
        ("+1 217 555 0142", "2175550142"),
        ("217-555-0142 x12", "2175550142"),
        ("217 555 0142 Ext. 9", "2175550142"),
        ("555-0142", "5550142"),
        ("n/a", ""),
        ("٣٣٣", ""),
    ],
)
def test_a_phone_is_found_by_its_digits_without_the_extension(phone: str, digits: str) -> None:
    assert digits_of(phone) == digits


def test_problems_come_in_the_order_of_the_form() -> None:
    typed = {"last_name": "", "phone": "1", "email": "x"}
    assert list(contact_problems(typed, before={})) == ["last_name", "phone", "email"]


def test_what_stood_there_before_is_left_alone() -> None:
    typed = {"last_name": "Quill", "phone": "n/a", "email": "later"}
    assert contact_problems(typed, before={"phone": "n/a", "email": "later"}) == {}
