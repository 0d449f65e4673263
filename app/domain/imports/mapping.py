"""Which column is what: guessed from the names of columns, remembered from the last such file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.imports.fields import Field
from app.domain.imports.kinds import KINDS, Kind
from app.models import ColumnMemory, Import
from app.vocabulary.errors import Invalid
from app.vocabulary.figures import Figure
from app.vocabulary.searching import haystack

Mapping_ = dict[str, str]

SECRET = frozenset({Figure.COST, Figure.RETAIL, Figure.SALE})
_NOT_WORDS = re.compile(r"[^a-z0-9#]+")


def offered(kind: Kind, viewer: Viewer) -> list[Field]:
    """The fields that this person may bring in: without the right, there is no such field."""
    return [each for each in kind.fields if each.needs <= viewer.permissions]


def check_may(kind: Kind, names: Sequence[str], viewer: Viewer) -> None:
    """Raise NotAllowed unless `viewer` may bring in such files, and all these fields (C8)."""
    wanted = {p for name in names for p in kind.field(name).needs} | kind.needs
    for permission in sorted(wanted):
        viewer.can(permission).enforce()


def guessed(kind: Kind, header: Sequence[str]) -> Mapping_:
    """A column for each field whose name says it; each column once, exact words first."""
    folded = {name: _folded(name) for name in header}
    mapping: Mapping_ = {}
    taken: set[str] = set()
    # Every field's best word comes before any field's second best.
    wishes = sorted(
        (place, order, each.name, word)
        for order, each in enumerate(kind.fields)
        for place, word in enumerate((each.name.replace("_", " "), *each.synonyms))
    )
    for _, _, field_name, word in wishes:
        if field_name in mapping:
            continue
        found = [name for name in header if folded[name] == word and name not in taken]
        if found:
            mapping[field_name] = found[0]
            taken.add(found[0])
    return mapping


def remembered(session: Session, one: Import) -> Mapping[str, Any]:
    """How the last file of this kind, of this vendor, was read; empty if there was none."""
    found = session.scalar(
        sa.select(ColumnMemory).filter_by(kind=one.kind, vendor_id=one.vendor_id or 0)
    )
    return found.mapping if found else {}


def suggested(kind: Kind, header: Sequence[str], memory: Mapping[str, Any]) -> Mapping_:
    """What to propose: what was chosen last time, as far as this file has such columns, and for
    the fields that were not spoken of then a guess."""
    known = {each.name for each in kind.fields}
    chosen = {
        name: column
        for name, column in dict(memory.get("columns", {})).items()
        if name in known and column in header
    }
    if not chosen:
        return guessed(kind, header)
    left = [name for name in header if name not in chosen.values()]
    spoken_of = {*memory.get("columns", {}), *memory.get("unused", [])}
    more = guessed(kind, left)
    return chosen | {name: col for name, col in more.items() if name not in spoken_of | {*chosen}}


def remember(session: Session, one: Import) -> None:
    """Keep how this file is read for the next one like it."""
    kind = KINDS[one.kind]
    unused = [each.name for each in kind.fields if each.name not in one.mapping]
    style = {name: one.options[name] for name in ("decimal", "codes") if name in one.options}
    content = {"columns": dict(one.mapping), "unused": unused, "style": style}
    key = {"kind": one.kind, "vendor_id": one.vendor_id or 0}
    found = session.scalar(sa.select(ColumnMemory).filter_by(**key))
    if found is not None:
        found.mapping = content
        return
    try:
        with session.begin_nested():
            session.add(ColumnMemory(**key, mapping=content))
    except IntegrityError:
        # Somebody imports a second file of this vendor at this moment: theirs will do.
        return


def check(kind: Kind, mapping: Mapping[str, str], header: Sequence[str]) -> None:
    """Raise Invalid, by field, for a mapping that can't be meant: a required field without a
    column, a column twice, one that the file does not have."""
    problems: dict[str, str] = {}
    used: dict[str, str] = {}
    for each in kind.fields:
        column = mapping.get(each.name)
        if column is None:
            if each.required:
                problems[each.name] = "Choose the column that holds this."
        elif column not in header:
            problems[each.name] = "The file has no such column."
        elif column in used:
            problems[each.name] = f"This column is taken for “{used[column]}” already."
        else:
            used[column] = each.label
    if problems:
        raise Invalid(problems)


def is_secret(kind: Kind, column: str, mapping: Mapping[str, str]) -> bool:
    """Whether a column holds, or may hold, amounts that not everybody may know: it is chosen for a
    figure, or its name says so."""
    by_choice = {mapping.get(each.name) for each in kind.fields if each.figure}
    if column in by_choice:
        return True
    words = _folded(column)
    return any(
        word in words
        for word in ("cost", "price", "retail", "srp", "margin", "wholesale", "$", "amount", "net")
    )


def _folded(name: str) -> str:
    return " ".join(_NOT_WORDS.sub(" ", haystack(name)).split())
