"""How templates write amounts, days and moments. They never see an amount the viewer may not
know."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

from flask import Flask
from flask_login import current_user

from app.domain.customers import phones
from app.vocabulary import clock, money
from app.vocabulary.barcodes import readable_upc
from app.vocabulary.countries import country_name

_DATED = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}) (.+)")


def amount(value: Decimal) -> str:
    """Two places, thousands apart; more places only for a unit price that has them."""
    return money.show(value)


def zone() -> str:
    """The time zone of the store the viewer stands in."""
    known: str = getattr(current_user, "time_zone", "UTC")
    return known


def store_day() -> date:
    """Today, in the store the viewer stands in."""
    return clock.business_date(clock.now(), zone())


def country() -> str:
    """The country of the store the viewer stands in: numbers of it are written without one."""
    known: str = getattr(current_user, "country", phones.HOME_COUNTRY)
    return known


def phone(number: str | None) -> str:
    """A phone number as people here dial it; what is no number stays as it is written."""
    return phones.shown(number or "", country())


def moment(at: datetime) -> str:
    """A moment as people say it: `14:02` today, `Thu 10:12` this week, `3 Nov 10:12` before."""
    when, today = clock.local(at, zone()), clock.local(clock.now(), zone())
    age = (today.date() - when.date()).days
    if age == 0:
        return f"{when:%H:%M}"
    if age == 1:
        return f"yesterday {when:%H:%M}"
    if 0 < age < 7:
        return f"{when:%a %H:%M}"
    if when.year == today.year:
        return f"{when.day} {when:%b %H:%M}"
    return f"{when.day} {when:%b %Y}"


def lately(at: datetime) -> str:
    """How long ago something was, as one says it of what has just happened: `just now`, `5 minutes
    ago`, else when it was."""
    minutes = (clock.now() - at) // timedelta(minutes=1)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return "a minute ago" if minutes == 1 else f"{minutes} minutes ago"
    when = moment(at)
    return f"at {when}" if when[:1].isdigit() and ":" in when[:3] else when


def day(value: date) -> str:
    """A date: `21 Nov`, with the year when it is another."""
    today = store_day()
    return f"{value.day} {value:%b}" if value.year == today.year else f"{value.day} {value:%b %Y}"


def age(since: date | datetime) -> str:
    """How old something is, in days of the store: `today`, `1 d`, `12 d`."""
    at = clock.business_date(since, zone()) if isinstance(since, datetime) else since
    days = (store_day() - at).days
    return "today" if days <= 0 else f"{days} d"


def receipt(number: str) -> str:
    """A receipt as people say it: `5-2-119 of 22 Nov`, where its number begins with its day."""
    dated = _DATED.fullmatch(number)
    try:
        return f"{dated[2]} of {day(date.fromisoformat(dated[1]))}" if dated else number
    except ValueError:
        return number


def ago(value: date) -> str:
    """How long ago a day was, as people say it: `today`, `yesterday`, `5 days ago`, else the
    day."""
    days = (store_day() - value).days
    near = {0: "today", 1: "yesterday"}
    return near.get(days) or (f"{days} days ago" if 0 < days <= 30 else f"on {day(value)}")


def plural(count: int, one: str, many: str = "") -> str:
    """`1 line`, `2 lines`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def init_app(app: Flask) -> None:
    """Give the filters to the templates."""
    filters = {
        "amount": amount,
        "moment": moment,
        "lately": lately,
        "day": day,
        "age": age,
        "ago": ago,
        "receipt": receipt,
    }
    of_people = {"phone": phone, "last_four": phones.last_four, "country": country_name}
    app.jinja_env.filters.update(filters, plural=plural, upc=readable_upc, **of_people)
