"""Passwords, kept as Argon2 hashes. Nothing here remembers, logs or repeats one.

The cost (99 ms, 32 MiB, one core) was measured on the smallest machine a store would use.
Hashing is slow by design: callers let go of the database before it.
"""

from __future__ import annotations

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.domain.people.names import username_of

SHORTEST, LONGEST = 8, 200

HASHER = PasswordHasher(time_cost=3, memory_cost=32768, parallelism=1)

# The hash of a long random text that was thrown away: it lets unknown names take as long as known
# ones, so that nobody can find out by the clock who works here. It must cost what HASHER costs.
DECOY = (
    "$argon2id$v=19$m=32768,t=3,p=1$"
    "f88Eua8E86mIE5E+u7Eeug$6lxVJbZDNJR9q37Mi7dL51qFMqr9lmFM2r3hY6eJt+Q"
)


def password_problem(password: str, username: str) -> str:
    """What is wrong with a new password, or nothing."""
    if len(password) < SHORTEST:
        return f"Use at least {SHORTEST} characters; a few words are easy to keep in mind."
    if len(password) > LONGEST:
        return f"Use at most {LONGEST} characters."
    if username_of(password) == username:
        return "Do not use the user name as the password."
    if len(set(password)) < 3:
        return "Use more than one or two different characters."
    return ""


def hash_of(password: str) -> str:
    """The hash to keep."""
    return HASHER.hash(_typed(password))


def matches(known_hash: str, password: str) -> bool:
    """Whether `password` is the one of `known_hash`; takes as long when there is no hash."""
    if len(password) > LONGEST:
        password = ""
    try:
        return HASHER.verify(known_hash or DECOY, _typed(password)) and bool(known_hash)
    except (InvalidHashError, VerificationError):
        return False


def is_outdated(known_hash: str) -> bool:
    """Whether the hash was made with another cost than today's."""
    return HASHER.check_needs_rehash(known_hash)


def _typed(password: str) -> str:
    # One keyboard sends é as one character, another as two.
    return unicodedata.normalize("NFKC", password)
