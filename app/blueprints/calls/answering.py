"""How the call sheet answers: with the customer's card as it is now, with what was noted, or with
the dialog in which more can be said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Response, flash, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.calls import bp
from app.blueprints.calls.forms import CallForm, NextForm
from app.blueprints.calls.seeing import CallView, group_of, view_of
from app.domain.access import Viewer
from app.domain.calls import undoing
from app.domain.calls.answers import Answer, is_asked, may_answer
from app.domain.orders.statuses import StatusBook, book
from app.domain.settings.reading import settings_of
from app.extensions import db
from app.models import Call, CallOutcome, OrderLine
from app.vocabulary.errors import Stale
from app.web.access import viewer
from app.web.ahead import local_input, moment_ahead
from app.web.converters import LARGEST_ID, number_in
from app.web.forms import new_key
from app.web.htmx import go, in_dialog, safe_next, wants_partial

MOST_LINES = 200
SHORT = {
    CallOutcome.REACHED: "Reached",
    CallOutcome.VOICEMAIL: "Left a voicemail for",
    CallOutcome.NO_ANSWER: "No answer from",
    CallOutcome.WRONG_NUMBER: "Wrong number for",
}


@dataclass
class Tapped:
    """A call that is about to be noted: the lines, the orders' versions as they were seen, and the
    form."""

    lines: list[OrderLine]
    versions: dict[int, int]
    form: CallForm
    statuses: StatusBook = field(default_factory=lambda: book(db.session()))

    @property
    def view(self) -> CallView:
        """The customer as they are now."""
        return now(self.lines)

    def choices(self, line: OrderLine, by: Viewer) -> list[Answer]:
        """What can be said of a line, the usual first."""
        return [a for a in Answer if may_answer(line, a, self.statuses, by)]

    def chosen(self, line: OrderLine) -> str:
        """What is ticked for a line: as it was sent, else that it is to be ordered."""
        sent = request.values.get(f"answer-{line.id}")
        usual = Answer.CONFIRMED.value if is_asked(line) else ""
        return sent if sent is not None else usual


def versions_seen() -> dict[int, int]:
    """The versions of the orders that a form was made from, by their numbers: `version` (repeated,
    `number:version`)."""
    seen = {}
    for text in request.form.getlist("version")[:MOST_LINES]:
        number, _, version = text.partition(":")
        known = number_in(number), number_in(version, LARGEST_ID)
        if known[0] is not None and known[1] is not None:
            seen[known[0]] = known[1]
    return seen


def refuse_stale(lines: Sequence[OrderLine], seen: Mapping[int, int], words: str) -> None:
    """Stale, in `words`, when an order of these lines is not the one that was seen."""
    orders = {line.order.number: line.order.version for line in lines}
    if any(seen.get(number) != version for number, version in orders.items()):
        raise Stale(words)


def now(lines: Sequence[OrderLine]) -> CallView:
    """The customer of these lines as the sheet shows them now."""
    by = viewer()
    further = settings_of(db.session(), by.store_id).secondary_contacts
    return view_of(group_of(lines), by, further=further)


def card(
    lines: Sequence[OrderLine], *, status: int = 200, refusal: str = "", since: Sequence[Any] = ()
) -> BaseResponse:
    """The customer's card, with what stood in the way; without a script the page that leads
    back."""
    context = {"call": now(lines), "refusal": refusal, "since": since, "one_time_key": new_key}
    template = "calls/_call.html" if wants_partial() else "calls/alone.html"
    page = render_template(template, asked=None, back=back(), **context)
    return _counted(Response(page, status, mimetype="text/html"))


def dialog(
    tapped: Tapped, *, status: int = 200, refusal: str = "", since: Sequence[Any] = ()
) -> Response:
    """Everything that can be said about a call."""
    return in_dialog(
        "calls/about.html",
        "calls/_about_dialog.html",
        status=status,
        tapped=tapped,
        call=tapped.view,
        by=viewer(),
        refusal=refusal,
        since=since,
        back=back(),
        whole=request.values.get("whole", ""),
        one_time_key=new_key,
    )


def done(call: Call, lines: Sequence[OrderLine]) -> BaseResponse:
    """What was noted, in the card's place; elsewhere the page one came from says it."""
    if wants_partial() and not request.form.get("whole"):
        return noted(call, lines)
    flash(words_of(call, lines), "done")
    to = back() or url_for("calls.index")
    if to.startswith(url_for("calls.index")):
        to = f"{to}{'&' if '?' in to else '?'}done={call.id}"
    return go(to)


def noted(
    call: Call, lines: Sequence[OrderLine], *, form: NextForm | None = None, status: int = 200
) -> Response:
    """The line that stands where the card stood: what was noted, with Undo and the next try."""
    page = render_template("calls/_done.html", done=call, form=form, **said_of(call, lines))
    return _counted(Response(page, status, mimetype="text/html"))


def said_of(call: Call, lines: Sequence[OrderLine]) -> dict[str, Any]:
    """What `calls/_done.html` needs beside the call."""
    return {
        "words": words_of(call, lines),
        "card_id": min(line.id for line in lines),
        "may_undo": undoing.may_undo(call, viewer()),
        "versions": sorted({f"{line.order.number}:{line.order.version}" for line in lines}),
        "back": back(),
    }


def words_of(call: Call, lines: Sequence[OrderLine]) -> str:
    """A call in a sentence."""
    name = lines[0].order.full_name or "the customer"
    said = f"{SHORT[call.outcome]} {name}."
    if call.outcome is CallOutcome.REACHED:
        ordered = sum(line.confirmed_at == call.at for line in lines)
        said += f" {ordered} of {len(lines)} confirmed." if ordered else ""
    return f"{said} Next try {moment_ahead(call.next_at)}." if call.next_at else said


def _counted(response: Response) -> Response:
    """Tell the sheet to look at its numbers again."""
    if wants_partial():
        response.headers["HX-Trigger"] = "calls-noted"
    return response


def back() -> str:
    """Where one came from, if it is a page of ours."""
    return safe_next(request.values.get("next")) or ""


@bp.app_template_filter("ahead")
def ahead(at: Any) -> str:
    """A moment to come, as people say it."""
    return moment_ahead(at)


@bp.app_template_filter("local_input")
def in_field(at: Any) -> str:
    """A moment as a field for day and time holds it."""
    return local_input(at)
