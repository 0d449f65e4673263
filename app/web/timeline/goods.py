"""The goods themselves: tags printed, scanned into bins, handed over, taken back."""

from __future__ import annotations

from app.web.filters import receipt
from app.web.timeline.kinds import Kind
from app.web.timeline.words import Events, Facts, Say, Sentence, about, is_pair, short, subject


def _printed(events: Events, facts: Facts) -> str:
    copy = (events[0].detail or {}).get("copy", 1)
    again = f", copy {copy}" if copy != 1 else ""
    return f"{subject(events, facts)}: tag printed{again}"


def _handed_over(events: Events, facts: Facts) -> str:
    return f"{subject(events, facts)}: handed over"


def _put(words: str) -> Say:
    """Goods that were put somewhere, and where they stood before."""

    def say(events: Events, facts: Facts) -> str:
        pair = (events[0].detail or {}).get("bin")
        before, place = pair if is_pair(pair) else ("", "")
        where = f" {short(place)}" if place else " no bin"
        return f"{subject(events, facts)}: {words}{where}" + (
            f", before {short(before)}" if before else ""
        )

    return say


def _at_register(words: str) -> Say:
    """What a register did to a line, and on which receipt."""

    def say(events: Events, facts: Facts) -> str:
        number = str((events[0].detail or {}).get("receipt", ""))
        which = f", receipt {receipt(number)}" if number else ""
        return f"{subject(events, facts)}: {words}{which}"

    return say


SENTENCES = {
    "tag_printed": Sentence("printer", _printed, Kind.PRINTS, grouped=True),
    "tag_not_printed": Sentence(
        "printer", about("its tag was not printed after all"), Kind.PRINTS, grouped=True
    ),
    "put_away": Sentence("boxes", _put("put on"), Kind.SCANS, grouped=True),
    "put_back": Sentence("archive", _put("not picked up, put back on"), Kind.SCANS, grouped=True),
    "put_away_undone": Sentence("undo-2", _put("put away by mistake, on"), Kind.SCANS),
    "handed_over": Sentence("shopping-bag", _handed_over, Kind.SALE, grouped=True),
    "taken_back": Sentence("undo-2", about("taken back, not handed over"), Kind.SALE),
    "rung_up": Sentence("receipt", _at_register("sold at the register"), Kind.SALE),
    "rung_up_voided": Sentence("undo-2", _at_register("taken back in the same receipt"), Kind.SALE),
    "refunded": Sentence("undo-2", _at_register("refunded at the register"), Kind.SALE),
    "sale_found": Sentence("receipt", _at_register("its sale without a tag was found"), Kind.SALE),
    "sale_let_go": Sentence("undo-2", _at_register("was not its sale after all"), Kind.SALE),
}
