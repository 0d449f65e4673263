"""The desk itself: what a scan lit up, what waits for the same, what was received so far."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.receiving import bp
from app.domain.purchasing import finding, undoing
from app.domain.purchasing.finding import NOTHING, Awaited, Found
from app.extensions import db
from app.models import PurchaseLine, ReceiptKind, Receiving
from app.vocabulary.permissions import Permission
from app.vocabulary.statuses import Stage
from app.web.access import requires, viewer
from app.web.converters import number_in
from app.web.forms import new_key, one_line
from app.web.htmx import go, page, wants_partial


@dataclass(frozen=True)
class Lit:
    """The line that lights up: what was said of it last, and how it stands now."""

    said: Receiving
    one: Awaited
    purchase: int | None

    @property
    def arrived(self) -> bool:
        """All of it is here."""
        return self.one.line.stage is Stage.ARRIVED

    @property
    def waits(self) -> bool:
        """Some of it is here, and the rest is waited for."""
        return not self.arrived and self.said.kind is ReceiptKind.CAME and self.one.left > 0


@bp.get("")
@requires(Permission.PURCHASES_RECEIVE)
def index() -> Response:
    """The desk. `q` finds lines that wait, without taking any; `lit` is what was said last."""
    asked = one_line(request.args.get("q"))[: finding.LONGEST_CODE]
    lit = number_in(request.args.get("lit"))
    return answer(looked_up(asked), lit)


def looked_up(asked: str) -> Found:
    """What waits for a code, or what words find."""
    session, store_id = db.session(), viewer().store_id
    if not asked:
        return NOTHING
    found = finding.find(session, asked, store_id)
    return found if found.how else finding.search(session, asked, store_id)


def on(said: Receiving | None, code: str = "", found: Found | None = None) -> BaseResponse:
    """Show what was said: in place for htmx, else by going there. `found`: what waits for the code,
    if that is known already."""
    db.session.flush()
    lit = said.id if said else None
    if wants_partial():
        return answer(found or finding.find(db.session(), code, viewer().store_id), lit)
    return go(url_for("receiving.index", lit=lit, q=code or None))


def answer(
    found: Found, lit_id: int | None = None, *, problem: str = "", status: int = 200
) -> Response:
    """The desk with what was found, what lights up, and what is wrong."""
    session, by = db.session(), viewer()
    doing = undoing.doing(session, by)
    lit = _lit(lit_id)
    waits = [one for one in found.awaited if one.line.open and one.line.stage in finding.WAIT]
    others = [one for one in waits if lit is None or one.line.id != lit.one.line.id]
    return page(
        "receiving/index.html",
        "receiving/_desk.html",
        status=status,
        found=found,
        lit=lit,
        others=others,
        doing=doing,
        problem=problem,
        heard=_heard(found, lit, problem),
        words=_words(found, lit, problem),
        key=new_key(),
        print_key=new_key(),
        new_key=new_key,
        whole=not wants_partial(),
    )


def _lit(lit_id: int | None) -> Lit | None:
    session, by = db.session(), viewer()
    said = session.get(Receiving, lit_id) if lit_id else None
    if said is None or said.store_id != by.store_id or said.undone_at is not None:
        return None
    found = finding.awaited(session, [said.order_line_id])
    if not found:
        return None
    row = session.get(PurchaseLine, said.purchase_line_id) if said.purchase_line_id else None
    return Lit(said, found[0], row.purchase_order.number if row else None)


def _heard(found: Found, lit: Lit | None, problem: str) -> str:
    """What it sounds like: took something, ask, or wrong."""
    if problem or (found.code and found.how is None and lit is None):
        return "wrong"
    if lit is not None:
        return "done" if lit.arrived else "took"
    return "ask" if found.awaited else ""


def _words(found: Found, lit: Lit | None, problem: str) -> str:
    """What is read out."""
    if problem:
        return problem
    if lit is not None:
        line = lit.one.line
        if lit.said.kind is not ReceiptKind.CAME:
            return f"{lit.said.kind.label}: {line.description[:80]}."
        stands = "all here" if lit.arrived else f"{lit.one.left} still to come"
        return f"{line.description[:80]}, order {line.order.number}: {stands}."
    if found.awaited:
        return f"{len(found.awaited)} waiting. Choose what came."
    return f"Nothing waits for {found.code}." if found.code else ""
