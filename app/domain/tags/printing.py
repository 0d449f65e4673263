"""A print of tags: asked for by a person, composed and finished by a worker, once (C26, C28)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from app.domain import outbox
from app.domain.access import Viewer
from app.domain.orders.events import note
from app.domain.orders.policies import may_tag
from app.domain.orders.queries import hold_orders
from app.domain.people.acting import person
from app.domain.printing import jobs
from app.domain.rows import added
from app.domain.settings.known import StoreSettings
from app.domain.tags import lookalike
from app.domain.tags.counting import count_back
from app.domain.tags.face import TagFace
from app.domain.tags.rules import Rules
from app.models import (
    Document,
    Order,
    OrderLine,
    Printer,
    PrintJob,
    PrintState,
    TagCopy,
    TagPrint,
)
from app.vocabulary import clock
from app.vocabulary.decisions import Decision
from app.vocabulary.errors import Invalid, Refused
from app.vocabulary.jobs import Job
from app.vocabulary.permissions import Permission

# Fifty sheets: more at once is a slip of the finger, and would keep the printer from others.
MOST_TAGS = 200

PAPERS = StoreSettings.about()["tag_paper"].choices


class Outrun(Exception):
    """A line changed while its tag was laid out: what the paper says is not true any more."""


@dataclass(frozen=True)
class Sheet:
    """A print composed: the faces in their order, and the version of each line they speak of, in
    the same order, and of its order; the stores whose tags have totals on them. What is made of it
    is kept for `keep_days`."""

    print_id: int
    paper: str
    faces: list[TagFace]
    versions: dict[int, int]
    refused: dict[int, str]
    order_versions: dict[int, int] = field(default_factory=dict)
    totals_of: frozenset[int] = frozenset()
    keep_days: int = 30


def printed_before(session: Session, key: str) -> TagPrint | None:
    """The print that this one-time key has asked for already, if any."""
    return session.scalar(sa.select(TagPrint).where(TagPrint.one_time_key == key))


def request(
    session: Session,
    lines: Sequence[OrderLine],
    *,
    by: Viewer,
    paper: str,
    one_time_key: str,
    printer: Printer | None = None,
) -> TagPrint:
    """Ask for tags of `lines` in their order on `paper` (a key of the setting), or on what lies in
    `printer`, which gets them as soon as they are laid out; a second call with the same key returns
    the first print.

    A line that can't have a tag is left out and keeps the reason; Refused only if all are. The
    total is on a tag only if the store where the goods are picked up prints it and `by` may see
    prices, now and still when it is printed. Raises NotAllowed, and Invalid for a paper that is
    not listed or too many lines.
    """
    by.can(Permission.TAGS_PRINT).enforce()
    known = printed_before(session, one_time_key)
    if known is not None:
        return known
    wanted = list(dict.fromkeys(lines))
    decisions = {line: may_tag(line) for line in wanted}
    paper = printer.paper if printer else paper
    _check(paper, len(wanted))
    if not any(decisions.values()):
        raise Refused(" ".join(dict.fromkeys(no.reason for no in decisions.values())))
    made = _new(session, decisions, by, paper, one_time_key)
    kept = added(session, made, lambda: printed_before(session, one_time_key))
    if kept is not made:
        return kept
    outbox.leave(session, Job.PRINT_TAGS, {"print_id": made.id})
    if printer is not None:
        key, title = f"tags:{made.id}", f"Tags, print {made.id}"
        jobs.ask(session, printer, by=by, title=title, one_time_key=key, tag_print=made)
    return made


def _new(
    session: Session, decisions: Mapping[OrderLine, Decision], by: Viewer, paper: str, key: str
) -> TagPrint:
    return TagPrint(
        one_time_key=key,
        store_id=by.store_id,
        user_id=by.user_id,
        paper=paper,
        with_total=_sees(by) and bool(Rules(session).with_totals(decisions)),
        copies=[
            TagCopy(line_id=line.id, position=place, refused=decision.reason)
            for place, (line, decision) in enumerate(decisions.items(), 1)
        ],
    )


def _sees(by: Viewer) -> bool:
    return bool(by.can(Permission.PRICES_SEE))


def _sees_still(session: Session, made: TagPrint) -> bool:
    """Whether totals may be on a print by what holds now: a right that is gone takes them away, one
    that came later does not add them (C8, B1)."""
    return made.with_total and _sees(person(session, made.user_id, made.store_id))


def _check(paper: str, count: int) -> None:
    if paper not in {key for key, _ in PAPERS}:
        raise Invalid({"paper": "Choose one of the listed papers."})
    if not count:
        raise Invalid({"line": "Tick the lines that need a tag."})
    if count > MOST_TAGS:
        raise Invalid({"line": f"Print at most {MOST_TAGS} tags at once."})


def compose(session: Session, print_id: int) -> Sheet:
    """What a waiting print puts on paper now: lines that were closed or moved meanwhile are left
    out. Raises Refused if none is left."""
    made = session.get_one(TagPrint, print_id)
    rules = Rules(session)
    settings = rules.in_store(made.store_id)
    if (faces := lookalike.faces_of(session, made, settings)) is not None:
        return Sheet(print_id, made.paper, faces, {}, {})
    copies = session.scalars(_copies(print_id)).all()
    refused = {copy.line_id: copy.refused or may_tag(copy.line).reason for copy in copies}
    lines = [copy.line for copy in copies if not refused[copy.line_id]]
    if not lines:
        raise Refused("None of these lines can have a tag any more.")
    sees = _sees_still(session, made)
    return Sheet(
        print_id=print_id,
        paper=made.paper,
        faces=[rules.face(line, sees=sees) for line in lines],
        versions={line.id: line.version for line in lines},
        refused={line_id: reason for line_id, reason in refused.items() if reason},
        order_versions={line.order_id: line.order.version for line in lines},
        totals_of=rules.with_totals(lines) if sees else frozenset(),
        keep_days=settings.keep_documents_days,
    )


def finish(session: Session, sheet: Sheet, pdf: bytes) -> None:
    """Store the PDF and count the copies (C26, C28). Raises Outrun if a line, its order, or the
    right to see what is on the paper, has changed since the sheet was composed; NoResultFound if
    the print is gone."""
    hold_orders(session, sheet.versions)
    lines = _lines(session, sheet.versions)
    made = session.get_one(TagPrint, sheet.print_id)
    rules = Rules(session)
    if not _holds(session, sheet, made, lines, rules):
        raise Outrun
    keep = rules.in_store(made.store_id).keep_documents_days
    now = clock.now()
    made.document = Document(
        name=f"tags-{made.id}.pdf",
        media_type="application/pdf",
        content=pdf,
        shows_figures=bool(sheet.totals_of),
        keep_until=now + timedelta(days=keep),
    )
    made.state, made.finished_at = PrintState.DONE, now
    jobs.made(session, made.document, made.paper, PrintJob.tag_print_id == made.id)
    printer = Viewer(made.user_id, "", frozenset(), made.store_id)
    copies = {copy.line_id: copy for copy in made.copies}
    for line_id, reason in sheet.refused.items():
        copies[line_id].refused = reason
    for line in lines:
        line.copies += 1
        line.printed_at = now
        copies[line.id].copy_number = line.copies
        note(line.order, "tag_printed", printer, line=line, detail={"copy": line.copies})
    # Somebody may have taken it back from its printer meanwhile.
    count_back(session, made.id)


def _holds(
    session: Session, sheet: Sheet, made: TagPrint, lines: Sequence[OrderLine], rules: Rules
) -> bool:
    """Whether what was laid out is true still, and may be on paper still."""
    if {line.id: line.version for line in lines} != sheet.versions:
        return False
    if {line.order_id: line.order.version for line in lines} != sheet.order_versions:
        return False
    if sheet.totals_of and not (
        _sees_still(session, made) and sheet.totals_of <= rules.with_totals(lines)
    ):
        return False
    return bool(sheet.versions) or lookalike.hold(session, made)


def fail(session: Session, print_id: int, why: str) -> None:
    """Mark a print as failed with `why`, in words for people; done ones stay done."""
    made = session.get(TagPrint, print_id)
    if made is not None and made.state is PrintState.WAITING:
        made.state, made.problem, made.finished_at = PrintState.FAILED, why[:300], clock.now()
        jobs.not_made(session, why, PrintJob.tag_print_id == print_id)


def _lines(session: Session, versions: dict[int, int]) -> Sequence[OrderLine]:
    return session.scalars(
        sa.select(OrderLine)
        .where(OrderLine.id.in_(versions))
        .order_by(OrderLine.id)
        .options(joinedload(OrderLine.order))
        .execution_options(populate_existing=True)
    ).all()


def _copies(print_id: int) -> sa.Select[TagCopy]:
    return (
        sa.select(TagCopy)
        .where(TagCopy.tag_print_id == print_id)
        .join(TagCopy.line)
        .join(OrderLine.order)
        .order_by(TagCopy.position)
        .options(
            contains_eager(TagCopy.line).options(
                joinedload(OrderLine.vendor),
                joinedload(OrderLine.department),
                contains_eager(OrderLine.order).options(
                    selectinload(Order.lines), joinedload(Order.pickup_store)
                ),
            )
        )
    )
