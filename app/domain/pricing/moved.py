"""What moved in the catalogue since a line was quoted: retail, cost, sale, units in a case.

A line is a snapshot, so nothing here changes it by itself. A buyer accepts, and the line is priced
from today's catalogue, or keeps, and the line is quiet until something moves again. Sales and finer
rules count as on the day of the order: a sale that ran out since then has not moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.pricing.lines import quote_line, store_figures, store_quote
from app.domain.pricing.quote import best_offer
from app.domain.pricing.snapshot import amount_of, line_total, sale_of
from app.domain.pricing.sources import Sources, sources_for
from app.domain.pricing.values import Precedence, known
from app.models.lines import LineKind, OrderLine
from app.models.pricing import MemberType
from app.vocabulary.errors import Refused
from app.vocabulary.figures import Figure, PriceChoice, PriceKind
from app.vocabulary.permissions import Permission

CASE_SIZE = "case_size"
WATCHED = (Figure.RETAIL, Figure.COST, Figure.SALE)


@dataclass(frozen=True)
class Move:
    """A figure of the catalogue (`what` is "retail", "cost", "sale" or "case_size") as it was when
    the line was quoted, and as it is; None is unknown."""

    what: str
    before: Decimal | int | None
    after: Decimal | int | None


def catalogue_for(
    session: Session,
    lines: Sequence[OrderLine],
    *,
    member_type: MemberType | None,
    on: date,
    store_id: int,
) -> Sources:
    """Today's catalogue for the items among `lines` that are still open; three statements at most,
    none without such a line."""
    watched = [line for line in lines if line.open and _is_watched(line)]
    with session.no_autoflush:
        return sources_for(session, watched, member_type=member_type, on=on, store_id=store_id)


def moves_of(line: OrderLine, catalogue: Sources, seen: frozenset[Figure]) -> tuple[Move, ...]:
    """What moved for this line and is not left aside, as far as somebody with the figures `seen`
    may know. Who may see no retail price learns nothing, not even that something moved."""
    if not line.open or not _is_watched(line) or Figure.RETAIL not in seen:
        return ()
    return tuple(move for move in _all_moves(line, catalogue) if _may_know(move, seen))


def accept(line: OrderLine, catalogue: Sources, precedence: Precedence, by: Viewer) -> None:
    """Price the line from today's catalogue; the case size follows unless somebody typed it. A
    price set by hand stays, with today's figures beside it. NotAllowed without the pricing
    permission, Refused when nothing moved."""
    size = catalogue.case_size(line)
    moved = _moved_for(line, catalogue, by)
    if any(move.what == CASE_SIZE for move in moved):
        line.case_size = size
    if line.price_kind == PriceKind.MANUAL:
        store_figures(line, quote_line(line, catalogue, precedence, PriceChoice.AUTO), size)
        line.total = line_total(line)
    else:
        choice = line.price_choice or PriceChoice.AUTO
        store_quote(line, quote_line(line, catalogue, precedence, choice), size)


def keep(line: OrderLine, catalogue: Sources, by: Viewer) -> None:
    """Leave the line as it was quoted, and be quiet about what moved as far as `by` may know it,
    until it moves again. NotAllowed and Refused as `accept`."""
    moved = _moved_for(line, catalogue, by)
    kept = dict((line.price_why or {}).get("kept") or {})
    kept |= {move.what: None if move.after is None else f"{move.after}" for move in moved}
    line.price_why = {**(line.price_why or {}), "kept": kept}


def _moved_for(line: OrderLine, catalogue: Sources, by: Viewer) -> tuple[Move, ...]:
    (by.can(Permission.PRICES_EDIT) & by.can(Permission.PRICES_SEE)).enforce()
    moved = moves_of(line, catalogue, by.figures)
    if not moved:
        raise Refused("Nothing has moved in the catalogue since.")
    return moved


def _is_watched(line: OrderLine) -> bool:
    """Only what came from the catalogue can move with it."""
    named = line.product_id is not None or line.vendor_item_id is not None
    return named and line.kind != LineKind.NOTE


def _may_know(move: Move, seen: frozenset[Figure]) -> bool:
    return move.what == CASE_SIZE or Figure(move.what) in seen


def _all_moves(line: OrderLine, catalogue: Sources) -> list[Move]:
    basis, why = catalogue.basis(line), line.price_why or {}
    retail, kept = known(basis.retail), why.get("kept") or {}
    best = best_offer(replace(basis, retail=retail))
    then = {Figure.RETAIL: line.retail, Figure.COST: line.cost, Figure.SALE: sale_of(line)}
    now = {
        Figure.RETAIL: retail,
        Figure.COST: known(basis.cost),
        Figure.SALE: best.price if best else None,
    }
    moves = [
        Move(figure.value, then[figure], now[figure])
        for figure in WATCHED
        if then[figure] != now[figure]
        and not (figure.value in kept and amount_of(kept[figure.value]) == now[figure])
    ]
    size, told = catalogue.case_size(line), why.get(CASE_SIZE)
    # A line priced before the catalogue's case size was kept has nothing to compare with.
    moved = CASE_SIZE in why and size != told and size not in (None, line.case_size)
    if moved and not line.case_size_by_hand and kept.get(CASE_SIZE) != str(size):
        moves.append(Move(CASE_SIZE, line.case_size, size))
    return moves
