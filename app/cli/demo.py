"""`flask demo`: three weeks of a small co-op to try things on."""

from __future__ import annotations

from collections.abc import Sequence

import click
from flask.cli import with_appcontext

from app.demo.data import load
from app.demo.player import has_begun, play
from app.demo.printing import Render
from app.demo.sign_ins import main_sign_ins
from app.documents import available
from app.documents.paper import PAPERS
from app.documents.tags import render_tags
from app.domain.people.passwords import hash_of, matches
from app.domain.tags.face import TagFace
from app.extensions import db
from app.vocabulary import clock


@click.command("demo")
@click.option("--sign-ins", is_flag=True, help="Only say who can sign in to the demo.")
@with_appcontext
def demo(sign_ins: bool) -> None:
    """Play three weeks of a small two-store co-op into an empty database."""
    if sign_ins:
        _say_sign_ins()
        return
    session = db.session()
    if has_begun(session):
        click.echo("A store has begun here already. The demo needs an empty database; "
                   "nothing was changed.")  # fmt: skip
        return
    played = play(session, load(), clock.now(), hash_of=hash_of, render=_render())
    session.commit()
    click.echo(
        f"Played three weeks: {played.orders} orders with {played.lines} lines, "
        f"{played.open_orders} of them open; {played.tags} tags printed."
    )


def _render() -> Render | None:
    """How tags are laid out here; None, with the reason said, on a machine that can't."""
    can = available()
    if not can:
        click.echo(f"{can.reason} The demo goes on without tags.")
        return None

    def lay_out(faces: Sequence[TagFace], paper: str) -> bytes:
        return render_tags(faces, paper=PAPERS[paper])

    return lay_out


def _say_sign_ins() -> None:
    found = main_sign_ins(db.session(), load(), matches)
    if not found:
        return
    click.echo("Demo sign-ins (user name, password, role):")
    for one in found:
        click.echo(f"  {one.username:<10} {one.password:<16} {one.role}")


commands = (demo,)
