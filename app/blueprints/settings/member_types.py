"""Member types: down from retail or up from cost (C7), with an example that follows the typing.
Their percentages make prices, so they are for those who may set prices (C8, B1)."""

from __future__ import annotations

from typing import Any, TypeVar

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from app.blueprints.settings import bp
from app.blueprints.settings.examples import example, typed_example
from app.blueprints.settings.forms import MemberTypeForm, NewMemberTypeForm
from app.blueprints.settings.saving import done, saved, show
from app.domain.settings import finer_rules, price_rules
from app.domain.settings.editing import the
from app.extensions import db
from app.models import MemberRule, MemberType, PriceRule
from app.vocabulary.errors import NotAllowed
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.filters import store_day

Form = TypeVar("Form", bound=MemberTypeForm)
USUAL = {"rule": MemberRule.NONE, "percent": price_rules.ZERO_PERCENT, "active": True}


@bp.get("/member-types")
@requires(Permission.SETTINGS_MANAGE, Permission.PRICES_EDIT)
def member_types() -> Response:
    """All of them, each with its rule and what it makes of the example."""
    rows = price_rules.member_types(db.session())
    return show("member_types", rows=[(row, _example_of(row)) for row in rows])


def _example_of(row: MemberType | PriceRule) -> dict[str, Any] | None:
    """The example; None for a markup and people who may not see costs (B1)."""
    return example(row.rule, row.percent) if finer_rules.may_touch(row, viewer()) else None


@bp.get("/member-types/example")
@requires(Permission.SETTINGS_MANAGE, Permission.PRICES_EDIT)
def member_type_example() -> str:
    """What the rule being typed would make of the example's retail and cost."""
    rule, percent = request.args.get("rule", ""), request.args.get("percent", "")
    return render_template("settings/_example.html", example=typed_example(rule, percent))


@bp.route("/member-types/new", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE, Permission.PRICES_EDIT)
def new_member_type() -> Response:
    """Add one."""
    form = _without_markup(
        NewMemberTypeForm(
            data={**USUAL, "number": price_rules.next_number(db.session(), MemberType)}
        )
    )
    if form.is_submitted():
        status = saved(
            form,
            lambda: price_rules.add_member_type(
                db.session(), form.number.data, _terms(form), viewer()
            ),
        )
        if not status:
            return done(f"{form.name.data} is there.", url_for(".member_types"))
        return _show(form, None, status)
    return _show(form, None)


@bp.route("/member-types/<id:member_type_id>", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE, Permission.PRICES_EDIT)
def member_type(member_type_id: int) -> Response:
    """Look at one and change it."""
    row = the(db.session(), MemberType, member_type_id)
    if not finer_rules.may_touch(row, viewer()):
        if request.method == "POST":
            raise NotAllowed(finer_rules.NO_COSTS)
        return show("member_type_hidden", row=row, rules=_rules(row))
    form = _without_markup(MemberTypeForm(obj=row))
    if form.is_submitted():
        status = saved(
            form,
            lambda: price_rules.change_member_type(db.session(), row, _terms(form), viewer()),
            row=row,
            again=lambda: MemberTypeForm(formdata=None, obj=row),
        )
        if not status:
            return done(f"{row.name} is saved.", url_for(".member_types"))
        return _show(form, row, status)
    return _show(form, row)


def _show(form: MemberTypeForm, row: MemberType | None, status: int = 200) -> Response:
    shown = typed_example(str(form.rule.data), form.percent._value())
    rules = _rules(row) if row is not None else []
    return show("member_type", status=status, form=form, row=row, example=shown, rules=rules)


def _rules(row: MemberType) -> list[dict[str, Any]]:
    """The finer rules of a type as its page lists them."""
    today = store_day()
    listed = [
        {
            "row": rule,
            "place": [place.name for place in (rule.department, rule.vendor) if place],
            "when": finer_rules.when(rule, today),
            "standing": finer_rules.standing(rule, today),
            "example": _example_of(rule),
        }
        for rule in finer_rules.rules_of(db.session(), row.id)
    ]
    return sorted(listed, key=lambda rule: rule["standing"] == "over")


def _without_markup(form: Form) -> Form:
    """The form as it is for people who may not see costs: a markup and a price tell the cost."""
    if not viewer().can(Permission.COSTS_SEE):
        form.rule.choices = [c for c in form.rule.choices if c.value != MemberRule.MARKUP]
        form.rule.words = {k: v for k, v in form.rule.words.items() if k != MemberRule.MARKUP}
    return form


def _terms(form: MemberTypeForm) -> price_rules.MemberTerms:
    return price_rules.MemberTerms(
        name=form.name.data,
        is_member=form.is_member.data,
        rule=MemberRule(form.rule.data),
        percent=form.percent.data,
        active=form.active.data,
    )
