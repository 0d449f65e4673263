"""What plain forms and searches send beside WTForms: ids of ticked rows, one-time keys, words.
Never trusted."""

from __future__ import annotations

from flask import abort, request

from app.web.converters import key_in, number_in
from app.web.forms import one_line

LONGEST_QUERY = 120


def searched_for(longest: int = LONGEST_QUERY) -> str:
    """What is searched for, on one line, cut to `longest` characters."""
    return one_line(request.args.get("q"))[:longest]


def picked(name: str = "line") -> list[int]:
    """The ids of the boxes that were ticked, each once, in their order; a box may stand for
    several, with commas between. 400 for anything else."""
    ids = [_id(part) for value in request.form.getlist(name) for part in value.split(",")]
    return list(dict.fromkeys(ids))


def one_time_key(name: str = "one_time_key") -> str:
    """The one-time key of the form that was sent; 400 if it is not one that we make."""
    key = key_in(request.form.get(name))
    if not key:
        abort(400, "The page lacks its key. Please reload it and try once more.")
    return key


def _id(value: str) -> int:
    number = number_in(value)
    if number is None:
        abort(400)
    return number
