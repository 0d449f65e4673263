"""`flask overnight`: what the scheduled job does, by hand, dry, or for one business date."""

from __future__ import annotations

import json
from datetime import date, datetime

import click
import sqlalchemy as sa
from flask.cli import with_appcontext

from app.domain.overnight.plan import ABOUT_LINES, Night, Step, night_of
from app.domain.overnight.planning import Plan, Planned, plan
from app.domain.overnight.running import run, run_due
from app.extensions import db
from app.models import Store
from app.vocabulary import clock

WORDS = {
    Step.COMPLETE_SOLD: "to complete (tag sold)",
    Step.CLOSE_CALLED: "to close (called, no return call)",
    Step.CLOSE_STALE: "to close (too old)",
    Step.MAKE_RECURRING: "to make or ask about (orders that repeat)",
    Step.REMIND: "to tell their customers (reminders)",
    Step.SWEEP_DRAFTS: "empty drafts and old notes of the register to sweep",
    Step.NAME_UNOWNED: "without a department",
}


@click.command("overnight")
@click.option(
    "--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Business date; default: due."
)
@click.option("--dry-run", is_flag=True, help="Say what would happen, change nothing.")
@click.option("--json", "as_data", is_flag=True, help="Print JSON.")
@with_appcontext
def overnight(day: datetime | None, dry_run: bool, as_data: bool) -> None:
    """Complete what was sold and close what is stale, once per store and business date."""
    if dry_run:
        _show([_plan(store, day) for store in _stores()], as_data)
        return
    session = db.session()
    if day is None:
        done = {
            f"{name} {on}": counts
            for (name, on), counts in run_due(session, session.commit).items()
        }
    else:
        done = {f"{s.name} {day.date()}": _run(s, day.date()) for s in _stores()}
    _report(done, as_data)


def _stores() -> list[Store]:
    return list(db.session.scalars(sa.select(Store).order_by(Store.id)))


def _night(store: Store, day: date) -> Night:
    if day > clock.business_date(clock.now(), store.time_zone):
        raise click.BadParameter(f"{day} has not come yet in {store.name}.")
    return night_of(db.session(), store, day)


def _plan(store: Store, day: datetime | None) -> Plan:
    chosen = day.date() if day else clock.last_finished_day(clock.now(), store.time_zone)
    return plan(db.session(), _night(store, chosen))


def _run(store: Store, day: date) -> dict[Step, int]:
    session = db.session()
    if day > clock.last_finished_day(clock.now(), store.time_zone):
        raise click.BadParameter(f"{day} is not over yet in {store.name}. Use --dry-run to look.")
    return run(session, _night(store, day), session.commit)


def _show(plans: list[Plan], as_data: bool) -> None:
    if as_data:
        click.echo(json.dumps([_as_json(each) for each in plans], indent=2))
        return
    for each in plans:
        click.echo(f"{each.night.store.name}, {each.night.day}")
        for step in Step:
            click.echo(f"  {each.counts[step]:>6,}  {WORDS[step]}")
        for step in ABOUT_LINES:
            for row in each.lines[step]:
                which = f"order {row.order_number}, line {row.line_number}"
                click.echo(f"          {which:<24}  {WORDS[step]}")


def _report(done: dict[str, dict[Step, int]], as_data: bool) -> None:
    if as_data:
        plain = {
            night: {step.value: n for step, n in counts.items()} for night, counts in done.items()
        }
        click.echo(json.dumps(plain, indent=2))
        return
    for night, counts in done.items():
        said = ", ".join(f"{n} {WORDS[step]}" for step, n in counts.items() if n)
        click.echo(f"{night}: {said or ('nothing to do' if counts else 'done before')}")
    if not done:
        click.echo("Every night is done already.")


def _as_json(plan: Plan) -> dict[str, object]:
    """The plan for `flask overnight --json`: no amounts are in it."""
    return {
        "store": plan.night.store.name,
        "business_date": plan.night.day.isoformat(),
        "counts": {step.value: plan.counts[step] for step in Step},
        "lines": [_row_json(row) for step in plan.lines for row in plan.lines[step]],
    }


def _row_json(row: Planned) -> dict[str, object]:
    return {
        "step": row.step.value,
        "order": row.order_number,
        "line": row.line_number,
        "status": row.status,
        "since": row.since.isoformat() if row.since else None,
    }


commands = (overnight,)
