"""The settings of a store's registers (C31, C35, B17)."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.settings.about import About, setting


@dataclass(frozen=True)
class RegisterSettings:
    """How a store's registers and this system work together."""

    register_completes: str = setting(
        "night",
        About(
            "A line whose tag was sold is completed",
            "By the night: until then it stands among the pending ones, marked as sold. At once: "
            "as soon as the sale is read, within a minute or two.",
            choices=(("night", "By the night"), ("sale", "At once")),
        ),
    )
    register_table: str = setting(
        "own",
        About(
            "Lanes read our lines from",
            "A schema of our own, or CORE’s own table, where only our rows are touched.",
            choices=(("own", "A schema of our own"), ("core", "CORE’s own table")),
        ),
    )
    register_number: int = setting(
        0,
        About(
            "The store’s number at the register",
            "What the register writes as its store. A store that is alone at its server needs none "
            "(0). Where several share one, each needs its own: until then no sale is read.",
            most=9999,
        ),
    )
    register_keep_days: int = setting(
        0,
        About(
            "Keep sold lines on the lanes for",
            "Days in which a refund by tag is possible. 0 takes a line off as soon as it is sold.",
            most=90,
        ),
    )
    pickup_paid: str = setting(
        "desk",
        About(
            "What is handed over at the pickup desk",
            "Is paid there: it counts as sold. Is paid at the register after: the line stays on "
            "the lanes and waits for the sale of its tag, until then nothing completes it.",
            choices=(("desk", "Is paid there"), ("register", "Is paid at the register after")),
        ),
    )
    register_notes_days: int = setting(
        90,
        About(
            "Keep what was looked at for",
            "Days until the night clears alerts that somebody has seen, and sales without a tag "
            "that were decided about. What was sold stays.",
            least=45,
            most=3650,
        ),
    )
    register_discount: bool = setting(
        False,
        About(
            "Registers may discount special orders",
            "On: a line that takes discounts gets the member discount of the register too. Off: "
            "the price on the order is what the customer pays.",
        ),
    )
