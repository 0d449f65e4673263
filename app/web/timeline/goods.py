"""The goods themselves: tags printed, scanned into bins, handed over, taken back."""

from __future__ import annotations

from app.web.timeline.kinds import Kind
from app.web.timeline.words import Events, Facts, Sentence, about, subject


def _printed(events: Events, facts: Facts) -> str:
    copy = (events[0].detail or {}).get("copy", 1)
    again = f", copy {copy}" if copy != 1 else ""
    return f"{subject(events, facts)}: tag printed{again}"


def _handed_over(events: Events, facts: Facts) -> str:
    return f"{subject(events, facts)}: handed over"


SENTENCES = {
    "tag_printed": Sentence("printer", _printed, Kind.PRINTS, grouped=True),
    "handed_over": Sentence("shopping-bag", _handed_over, Kind.SALE, grouped=True),
    "taken_back": Sentence("undo-2", about("taken back, not handed over"), Kind.SALE),
}
