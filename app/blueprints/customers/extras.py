"""The part of a customer's form that settings define (M3, M4): include `customers/_extras.html`
inside the form, and pass what is made here as `extras`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from wtforms import DateField, SelectChoice, SelectField, StringField

from app.domain.customers import attributes
from app.models import AttributeKind, CustomerAttribute
from app.vocabulary.errors import Invalid
from app.web.forms import CleanForm, one_line

NOTHING = SelectChoice("", "–")
YES_OR_NO = (SelectChoice(attributes.YES, "Yes"), SelectChoice(attributes.NO, "No"))


class Needed:
    """Says in the page that an answer is needed; whether it was given the domain checks."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        """Nothing to check here."""


class Answer(StringField):
    """An answer on one line; its length is the domain's matter."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, filters=[one_line], **kwargs)


class Day(Answer):
    """A date as the browser's own field sends it. A wrong one stays in the box."""

    widget = DateField.widget


class OneOf(SelectField):
    """One of the choices, or none."""

    def __init__(self, label: str, listed: list[SelectChoice], **kwargs: Any) -> None:
        super().__init__(label, choices=listed, validate_choice=False, **kwargs)


def extras_form(
    defined: Iterable[CustomerAttribute], answers: Mapping[str, Any] | None = None
) -> Any:
    """A form with a field for each attribute, filled with what was just sent, else with `answers`
    (attribute id → text). It has no CSRF token: it stands inside a form that has one."""
    defined, known = list(defined), answers or {}
    fields = {attributes.field_name(one): _field(one, known) for one in defined}
    made = type("ExtrasForm", (CleanForm,), fields)
    data = {attributes.field_name(one): str(known.get(str(one.id), "")) for one in defined}
    return made(data=data, meta={"csrf": False})


def typed_in(form: Any) -> dict[str, str]:
    """What the form holds, as the domain takes it: attribute id → text."""
    return {f.name.removeprefix(attributes.FIELD): str(f.data or "") for f in form}


def put_beside(form: Any, problem: Invalid) -> Invalid:
    """Show the messages that belong to the extras beside them; the rest is for the other form."""
    mine = {name: said for name, said in problem.fields.items() if name in form._fields}
    form.refuse(Invalid(mine))
    return Invalid({name: said for name, said in problem.fields.items() if name not in mine})


def _field(definition: CustomerAttribute, known: Mapping[str, Any]) -> Any:
    label, also = definition.label, {"validators": [Needed()] if definition.required else []}
    if definition.kind is AttributeKind.YES_NO:
        return OneOf(label, [NOTHING, *YES_OR_NO], **also)
    if definition.kind is AttributeKind.CHOICE:
        before = str(known.get(str(definition.id), ""))
        listed = [*definition.choices]
        if before and before not in listed:
            listed.append(before)
        return OneOf(label, [NOTHING, *(SelectChoice(one, one) for one in listed)], **also)
    if definition.kind is AttributeKind.DATE:
        return Day(label, render_kw={"min": "1900-01-01", "max": "2200-12-31"}, **also)
    if definition.kind is AttributeKind.NUMBER:
        return Answer(label, render_kw={"inputmode": "decimal", "autocomplete": "off"}, **also)
    return Answer(label, render_kw={"autocomplete": "off"}, **also)
