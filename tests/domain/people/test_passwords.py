import pytest
from argon2 import PasswordHasher, extract_parameters

from app.domain.people import passwords
from app.domain.people.names import username_of, username_problem


def test_a_password_matches_its_own_hash_only():
    kept = passwords.hash_of("seven blue crates")
    assert passwords.matches(kept, "seven blue crates")
    assert not passwords.matches(kept, "seven blue crate")
    assert "seven" not in kept


def test_one_letter_typed_in_two_ways_is_one_letter():
    assert passwords.matches(passwords.hash_of("caf\u00e9 au lait"), "cafe\u0301 au lait")


@pytest.mark.parametrize("known", ["", "not a hash", "$argon2id$v=19$m=32768,t=3,p=1$x$y"])
def test_nothing_matches_without_a_hash(known):
    assert not passwords.matches(known, "seven blue crates")


def test_nothing_matches_that_nobody_could_have_chosen():
    kept = passwords.hash_of("a" * passwords.LONGEST)
    assert not passwords.matches(kept, "a" * (passwords.LONGEST + 1))


def test_an_unknown_name_costs_what_a_known_one_costs():
    assert extract_parameters(passwords.DECOY) == extract_parameters(passwords.hash_of("x"))


def test_a_hash_of_another_cost_is_outdated():
    cheaper = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("seven crates")
    assert passwords.is_outdated(cheaper)
    assert not passwords.is_outdated(passwords.DECOY)


@pytest.mark.parametrize(
    ("password", "fits"),
    [
        ("seven blue crates", True),
        ("pässwörter", True),
        ("short", False),
        ("a" * 201, False),
        ("mara.bell", False),
        ("MARA.BELL", False),
        ("abababababab", False),
    ],
)
def test_what_a_new_password_must_be(password, fits):
    assert (passwords.password_problem(password, "mara.bell") == "") is fits


def test_user_names_are_one_however_they_are_typed():
    assert username_of("  Mara.Bell ") == username_of("MARA.BELL") == "mara.bell"
    names = ("mara.bell", "łucja", "m", "a b", "<b>", "x" * 41)
    assert [name for name in names if not username_problem(name)] == ["mara.bell", "łucja"]
