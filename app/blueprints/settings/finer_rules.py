"""Finer rules under a member type: its markup or markdown for a department, a vendor, or between
dates (C7), with an example that follows the typing."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response
from wtforms import DateField
from wtforms.validators import Optional

from app.blueprints.settings import bp
from app.blueprints.settings.examples import typed_example
from app.blueprints.settings.forms import RULES, Percent, Pick, Word, choices
from app.blueprints.settings.saving import done, saved, show
from app.domain.orders.actions import departments
from app.domain.settings import finer_rules
from app.domain.settings.editing import the
from app.extensions import db
from app.models import Department, MemberRule, MemberType, PriceRule, Vendor
from app.vocabulary.errors import NotAllowed
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.filters import store_day
from app.web.forms import CleanForm, PressForm, Version

WORDS = {**RULES, MemberRule.NONE: "Retail price"}


class Day(DateField):
    """A day, or none."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, [Optional()], render_kw={"type": "date"}, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """A kind word for what is no day."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Write a day, like 2026-11-30.") from None


class PriceRuleForm(CleanForm):
    """Where and when a rule holds, and what it does."""

    department = Pick("Department")
    vendor = Pick("Vendor")
    starts_on = Day("First day")
    ends_on = Day("Last day")
    rule = Word("Price", WORDS)
    percent = Percent("Percentage", places=4)
    version = Version()


@bp.route("/member-types/<id:member_type_id>/rules/new", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE, Permission.PRICES_EDIT)
def new_price_rule(member_type_id: int) -> Response:
    """Add a finer rule to a member type."""
    of = the(db.session(), MemberType, member_type_id)
    form = _form(None, data={"rule": MemberRule.MARKDOWN, "percent": None})
    status = 200
    if form.is_submitted():
        status = saved(form, lambda: finer_rules.add_rule(db.session(), of, _terms(form), viewer()))
        if not status:
            return done("The rule is there.", _back(of.id))
    return _show(form, of, None, status)


@bp.route("/price-rules/<id:price_rule_id>", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE, Permission.PRICES_EDIT)
def price_rule(price_rule_id: int) -> Response:
    """Look at a finer rule and change it."""
    row = _row(price_rule_id)
    form = _form(row, obj=RuleData(row))
    status = 200
    if form.is_submitted():
        status = saved(
            form,
            lambda: finer_rules.change_rule(db.session(), row, _terms(form), viewer()),
            row=row,
            again=lambda: _form(row, formdata=None, obj=RuleData(row)),
        )
        if not status:
            return done("The rule is saved.", _back(row.member_type_id))
    return _show(form, row.member_type, row, status)


@bp.post("/price-rules/<id:price_rule_id>/end")
@requires(Permission.SETTINGS_MANAGE, Permission.PRICES_EDIT)
def end_price_rule(price_rule_id: int) -> Response:
    """End a rule: from today on it holds no more."""
    row = _row(price_rule_id)
    PressForm().version.check(row)
    finer_rules.end_rule(db.session(), row, viewer(), today=store_day())
    return done("The rule is over.", _back(row.member_type_id))


class RuleData:
    """A row as its form reads it: ids where it has rows."""

    def __init__(self, row: PriceRule) -> None:
        self.department, self.vendor = row.department_id, row.vendor_id
        self.starts_on, self.ends_on = row.starts_on, row.ends_on
        self.rule, self.percent, self.version = row.rule, row.percent, row.version


def _row(price_rule_id: int) -> PriceRule:
    row = the(db.session(), PriceRule, price_rule_id)
    if not finer_rules.may_touch(row, viewer()):
        raise NotAllowed(finer_rules.NO_COSTS)
    return row


def _form(row: PriceRule | None, **kwargs: Any) -> PriceRuleForm:
    form = PriceRuleForm(**kwargs)
    session = db.session()
    places = departments(session)
    vendors = session.query(Vendor).filter(Vendor.active.is_(True)).order_by(Vendor.name).all()
    if row is not None and row.department is not None and row.department not in places:
        places.append(row.department)
    if row is not None and row.vendor is not None and row.vendor not in vendors:
        vendors.append(row.vendor)
    form.department.choices = choices(sorted(places, key=lambda d: d.name), "Every department")
    form.vendor.choices = choices(vendors, "Every vendor")
    if not viewer().can(Permission.COSTS_SEE):
        form.rule.choices = [c for c in form.rule.choices if c.value != MemberRule.MARKUP]
        form.rule.words = {k: v for k, v in form.rule.words.items() if k != MemberRule.MARKUP}
    return form


def _terms(form: PriceRuleForm) -> finer_rules.RuleTerms:
    session = db.session()
    department, vendor = form.department.data, form.vendor.data
    return finer_rules.RuleTerms(
        department=session.get(Department, department) if department else None,
        vendor=session.get(Vendor, vendor) if vendor else None,
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        rule=MemberRule(form.rule.data),
        percent=form.percent.data,
    )


def _show(form: PriceRuleForm, of: MemberType, row: PriceRule | None, status: int) -> Response:
    return show(
        "price_rule",
        status=status,
        form=form,
        of=of,
        row=row,
        over=row is not None and finer_rules.standing(row, store_day()) == "over",
        example=typed_example(str(form.rule.data), form.percent._value()),
        action=request.path,
    )


def _back(member_type_id: int) -> str:
    return url_for(".member_type", member_type_id=member_type_id, _anchor="rules")
