"""Phone numbers: kept as E.164, read in any way of writing, shown as people dial them.

An extension is part of the kept number, `+12175550142;ext=12`, so that nobody who is called there
is lost; it never takes part in finding or in comparing.
"""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers
from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    ValidationResult,
)

HOME_COUNTRY = "US"
_EXTENSION = re.compile(r"(?i)[\s,;]*(?:ext(?:ension)?\.?|x|#)[\s=:]*\d{1,7}\s*$")
_NO_TEXTS = frozenset(
    {
        PhoneNumberType.FIXED_LINE, PhoneNumberType.TOLL_FREE, PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST, PhoneNumberType.UAN, PhoneNumberType.VOICEMAIL,
        PhoneNumberType.PAGER,
    }
)  # fmt: skip
_LONGEST = 60
_DIGITS_KEPT = 10
_WITH_TRUNK = 8


def to_e164(text: str, country: str) -> str | None:
    """The number that `text` is, dialled in `country` (two letters, `US`), as E.164 with
    `;ext=12` behind it if it has an extension; None if nobody anywhere could be called there, or if
    the area code is missing."""
    number = _parsed(text, country)
    if number is None or _verdict(number) != ValidationResult.IS_POSSIBLE:
        return None
    plain = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return f"{plain};ext={number.extension}" if number.extension else plain


def shown(phone: str, country: str) -> str:
    """A number as people in `country` dial it: `(217) 555-0142` at home, `+44 20 7946 0958`
    abroad, ` ext. 12` behind it. Text that is no whole number stays as it is."""
    return _shown(phone, country) if phone and len(phone) <= _LONGEST else phone


@lru_cache(maxsize=4096)
def _shown(phone: str, country: str) -> str:
    number = _parsed(phone, country)
    if number is None or _verdict(number) != ValidationResult.IS_POSSIBLE:
        return phone
    home = number.country_code == phonenumbers.country_code_for_region(country)
    style = PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
    plain = PhoneNumber(
        country_code=number.country_code,
        national_number=number.national_number,
        italian_leading_zero=number.italian_leading_zero,
        number_of_leading_zeros=number.number_of_leading_zeros,
    )
    written = phonenumbers.format_number(plain, style)
    return f"{written} ext. {number.extension}" if number.extension else written


def problem(phone: str, country: str = HOME_COUNTRY, *, whole: bool = False) -> str:
    """Why nobody could be called there, or nothing. Every way of writing a number is fine; those
    without a country are of `country`. `whole` asks for the area code too: a number that is kept
    must say where it is."""
    number = _parsed(phone, country)
    if number is None:
        return "That does not read as a phone number. Write it in any way, like 217 555 0142."
    reason = _verdict(number)
    if reason == ValidationResult.IS_POSSIBLE_LOCAL_ONLY and whole:
        return "Write the area code too, like 217 555 0142."
    if reason in (ValidationResult.IS_POSSIBLE, ValidationResult.IS_POSSIBLE_LOCAL_ONLY):
        return ""
    if reason == ValidationResult.TOO_SHORT:
        return "A digit seems to be missing from that phone number."
    return "That phone number has more digits than there are numbers. Please look again."


def texting(text: str, country: str) -> str | None:
    """The number as E.164 if text messages may reach it; None for an extension, and for what is
    known to be a fixed line, toll free and the like. Where both look alike, as in North America,
    it may."""
    number = _parsed(text, country)
    if number is None or number.extension or _verdict(number) != ValidationResult.IS_POSSIBLE:
        return None
    if phonenumbers.number_type(number) in _NO_TEXTS:
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def digits_of(text: str) -> str:
    """The last ten digits of a phone number, however it is written; an extension, the zeros that
    are dialled before a long number and everything but ASCII digits are not part of them."""
    number = _EXTENSION.sub("", text[:200])
    digits = "".join(c for c in number if c.isascii() and c.isdigit())
    if len(digits) >= _WITH_TRUNK:
        digits = digits.lstrip("0")
    return digits[-_DIGITS_KEPT:]


def same(one: str, other: str) -> bool:
    """Whether two texts are the same number, extension and all, however they are written."""
    if one == other:
        return True
    digits = digits_of(one)
    return bool(digits) and digits == digits_of(other) and _extension(one) == _extension(other)


def last_four(phone: str) -> str:
    """`…0142`: enough to ask whether it is the right number, no more."""
    digits = digits_of(phone)
    return f"…{digits[-4:]}" if len(digits) >= 4 else ""


def _extension(text: str) -> str:
    found = _EXTENSION.search(text[:200])
    return "".join(c for c in found.group() if c.isdigit()) if found else ""


def _parsed(text: str, country: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text[:_LONGEST], country or HOME_COUNTRY)
    except NumberParseException:
        return None


def _verdict(number: PhoneNumber) -> int:
    reason: int = phonenumbers.is_possible_number_with_reason(number)
    return reason
