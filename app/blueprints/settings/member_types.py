"""Member types: down from retail or up from cost (C7), with an example that follows the typing.
Their percentages make prices, so they are for those who may set prices (C8, B1)."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from app.blueprints.settings import bp
from app.blueprints.settings.forms import MemberTypeForm, NewMemberTypeForm
from app.blueprints.settings.saving import done, saved, show
from app.domain.settings import price_rules
from app.domain.settings.editing import the
from app.extensions import db
from app.models import MemberRule, MemberType
from app.vocabulary import money
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer

USUAL = {"rule": MemberRule.NONE, "percent": price_rules.ZERO_PERCENT, "active": True}


@bp.get("/member-types")
@requires(Permission.SETTINGS_MANAGE, Permission.PRICES_EDIT)
def member_types() -> Response:
    """All of them, each with its rule and what it makes of the example."""
    rows = price_rules.member_types(db.session())
    return show("member_types", rows=[(row, _example(row.rule, row.percent)) for row in rows])


@bp.get("/member-types/example")
@requires(Permission.SETTINGS_MANAGE, Permission.PRICES_EDIT)
def member_type_example() -> str:
    """What the rule being typed would make of the example's retail and cost."""
    rule, percent = request.args.get("rule", ""), request.args.get("percent", "")
    return render_template("settings/_example.html", example=_typed_example(rule, percent))


@bp.route("/member-types/new", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE, Permission.PRICES_EDIT)
def new_member_type() -> Response:
    """Add one."""
    form = NewMemberTypeForm(
        data={**USUAL, "number": price_rules.next_number(db.session(), MemberType)}
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
    form = MemberTypeForm(obj=row)
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
    example = _typed_example(str(form.rule.data), form.percent._value())
    return show("member_type", status=status, form=form, row=row, example=example)


def _terms(form: MemberTypeForm) -> price_rules.MemberTerms:
    return price_rules.MemberTerms(
        name=form.name.data,
        is_member=form.is_member.data,
        rule=MemberRule(form.rule.data),
        percent=form.percent.data,
        active=form.active.data,
    )


def _typed_example(rule_key: str, typed: str) -> dict[str, Any]:
    """The example for what stands in the form; `problem` says why there is none."""
    try:
        rule = MemberRule(rule_key)
        percent = money.read_amount(typed, places=4) if typed.strip() else None
    except ValueError as error:
        return {"problem": str(error) if rule_key in list(MemberRule) else "Choose a rule."}
    if problem := price_rules.percent_problem(rule, percent):
        return {"problem": problem}
    return _example(rule, percent or price_rules.ZERO_PERCENT)


def _example(rule: MemberRule, percent: Any) -> dict[str, Any]:
    of_cost = rule is MemberRule.MARKUP
    return {
        "problem": "",
        "word": "cost" if of_cost else "retail",
        "before": price_rules.EXAMPLE_COST if of_cost else price_rules.EXAMPLE_RETAIL,
        "after": price_rules.example(rule, percent),
    }
