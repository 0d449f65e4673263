"""Two people edited the same thing: the form comes back as typed, with what was saved meanwhile
beside each field."""

from __future__ import annotations

from wtforms import Field, HiddenField, SelectField, SelectMultipleField
from wtforms import Form as AnyForm

CHANGED = (
    "Somebody changed this since you opened it. What they saved stands beside each field; what you "
    "typed is still here. Save again to put yours in its place."
)


def show_both(form: AnyForm, newest: AnyForm) -> None:
    """Put what `newest` holds beside the fields of `form` that differ, and take over its hidden
    fields: pressing again knows the newest version."""
    for field in form:
        other = newest._fields.get(field.name)
        if other is None or field.name == "csrf_token":
            continue
        if isinstance(field, HiddenField):
            field.data = other.data
        elif field.data != other.data:
            field.errors = [*field.errors, f"Saved meanwhile: {in_words(other)}"]


def in_words(field: Field) -> str:
    """What a field holds, as people read it."""
    data = field.data
    if isinstance(field, SelectMultipleField):
        labels = [str(label) for value, label, *_ in field.iter_choices() if value in (data or [])]
        return ", ".join(labels) or "none"
    if isinstance(field, SelectField):
        chosen = [str(label) for value, label, *_ in field.iter_choices() if value == data]
        return chosen[0] if chosen else "nothing"
    if isinstance(data, bool):
        return "yes" if data else "no"
    return str(data) if data not in (None, "") else "nothing"
