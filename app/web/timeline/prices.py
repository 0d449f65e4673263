"""Prices: set, lifted, chosen, made again. Amounts only for those who may see them (B1)."""

from __future__ import annotations

from app.vocabulary.figures import Figure, PriceChoice, PriceKind
from app.web.timeline.kinds import Kind
from app.web.timeline.words import Events, Facts, Say, Sentence, about


def _priced(events: Events, facts: Facts) -> str:
    event = events[0]
    unit, case = facts.amount(event, Figure.UNIT), facts.amount(event, Figure.CASE)
    amount = f" at {unit} a unit" if unit else (f" at {case} a case" if case else "")
    return f"{facts.line(event.line_number)}: price set by hand{amount}"


def _chosen(events: Events, facts: Facts) -> str:
    event = events[0]
    choice = str((event.detail or {}).get("choice", ""))
    words = {c.value: c.label for c in PriceChoice}.get(choice, choice)
    if choice == PriceChoice.AUTO:
        return f"{facts.line(event.line_number)}: priced {words} again"
    return f"{facts.line(event.line_number)}: {words} chosen"


def _repriced(events: Events, facts: Facts) -> str:
    event = events[0]
    kinds = (event.detail or {}).get("kinds", [])
    labels = {kind.value: kind.label for kind in PriceKind}
    amounts = (facts.amount(event, f) for f in (Figure.TOTAL, Figure.CASE, Figure.UNIT))
    parts = [next(filter(None, amounts), ""), labels.get(str(kinds[-1]), "") if kinds else ""]
    now = " ".join(filter(None, parts))
    return f"{facts.line(event.line_number)}: priced again" + (f", now {now}" if now else "")


def _catalogue(words: str) -> Say:
    """That the catalogue moved is told to those only who may see its prices (B1)."""

    def say(events: Events, facts: Facts) -> str:
        seen = words if Figure.RETAIL in facts.seen else "price checked"
        return f"{facts.line(events[0].line_number)}: {seen}"

    return say


_ACCEPTED = _catalogue("priced from today’s catalogue")
_KEPT = _catalogue("kept as quoted, though the catalogue moved")

SENTENCES = {
    "price_set": Sentence("banknote", _priced, Kind.PRICES),
    "price_lifted": Sentence("undo-2", about("price by the rules again"), Kind.PRICES),
    "price_chosen": Sentence("badge-percent", _chosen, Kind.PRICES),
    "repriced": Sentence("banknote", _repriced, Kind.PRICES),
    "catalogue_accepted": Sentence("refresh-cw", _ACCEPTED, Kind.PRICES),
    "catalogue_kept": Sentence("lock", _KEPT, Kind.PRICES),
}
