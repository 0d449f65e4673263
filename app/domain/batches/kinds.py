"""What can be done to many lines at once: who may, to how many, and what each needs to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.access import Viewer
from app.domain.batches.rules import FORMS, PAPERS, most_of
from app.domain.orders.statuses import StatusBook
from app.models import BatchKind, PaperUse, Status
from app.vocabulary.decisions import Decision
from app.vocabulary.errors import Invalid
from app.vocabulary.permissions import Permission
from app.vocabulary.statuses import CLOSINGS, Stage

LONGEST_WHY = 200

NEEDS: Mapping[BatchKind, Permission] = {
    BatchKind.MOVE: Permission.ORDERS_MOVE,
    BatchKind.CLOSE: Permission.ORDERS_CLOSE,
    BatchKind.REOPEN: Permission.ORDERS_REOPEN,
    BatchKind.HAND_OVER: Permission.PICKUP_HAND_OVER,
    BatchKind.TAGS: Permission.TAGS_PRINT,
    BatchKind.PICKING_LIST: Permission.ORDERS_SEE,
    BatchKind.RECEIPT_COPIES: Permission.ORDERS_SEE,
    BatchKind.EXPORT: Permission.ORDERS_EXPORT,
}

# What these make is paper of this kind, for a printer that is for it.
USES: Mapping[BatchKind, PaperUse] = {
    BatchKind.TAGS: PaperUse.TAG,
    BatchKind.PICKING_LIST: PaperUse.LIST,
    BatchKind.RECEIPT_COPIES: PaperUse.SLIP,
}

# These end in one file; the others change each line.
FILES = frozenset({BatchKind.PICKING_LIST, BatchKind.RECEIPT_COPIES, BatchKind.EXPORT})


@dataclass(frozen=True)
class Wish:
    """What is wanted of many lines.

    `status` is where they move, or how they close; `sure` moves also those that would go out of
    order; `why` is the one reason for all. `paper` of tags, `form` of an export (csv or xlsx) and
    the keys of the list's `columns` that it takes (none: all there are), `printer` (its id, 0 for
    none) of what is to come out on paper at once, and `back`, the list it
    was asked from, for the way back.
    """

    kind: BatchKind
    status: str = ""
    sure: bool = False
    why: str = ""
    paper: str = ""
    form: str = ""
    printer: int = 0
    columns: tuple[str, ...] = ()
    back: str = ""

    @property
    def makes_file(self) -> bool:
        """Whether it ends in a file, instead of changing lines."""
        return self.kind in FILES

    @property
    def most(self) -> int:
        """How many lines it may have."""
        return most_of(self.kind, self.form)

    def kept(self) -> dict[str, Any]:
        """As the batch keeps it."""
        given = {
            "status": self.status,
            "sure": self.sure,
            "why": self.why,
            "paper": self.paper,
            "form": self.form,
            "printer": self.printer,
            "columns": list(self.columns),
            "back": self.back,
        }
        return {name: value for name, value in given.items() if value}


def wish_from(kind: BatchKind, kept: Mapping[str, Any]) -> Wish:
    """The wish that a batch keeps; what else it keeps is not part of it."""
    names = ("status", "sure", "why", "paper", "form", "printer", "back")
    columns = tuple(str(key) for key in kept.get("columns", ()))
    return Wish(kind, columns=columns, **{name: kept[name] for name in names if name in kept})


def may(by: Viewer, kind: BatchKind) -> Decision:
    """Whether this person may do it to lines at all."""
    return by.can(NEEDS[kind])


def target_of(wish: Wish, book: StatusBook) -> Status | None:
    """The status it leads to; None for kinds that know none. Raises Invalid."""
    if wish.kind not in (BatchKind.MOVE, BatchKind.CLOSE):
        return None
    target = book.named(wish.status)
    closes = target.stage is Stage.CLOSED
    if closes is not (wish.kind is BatchKind.CLOSE) or (closes and target.key not in CLOSINGS):
        raise Invalid({"status": "Choose one of the listed statuses."})
    return target


def lacks_reason(wish: Wish, target: Status | None) -> bool:
    """Whether it may not be done without a reason, and has none."""
    needs = wish.kind is BatchKind.REOPEN or (target is not None and target.needs_reason)
    return needs and not wish.why


def why_asked(target: Status | None) -> str:
    """The question for that reason."""
    return f"Say why they become {target.label}." if target else "Say why they are opened again."


def check(wish: Wish, book: StatusBook) -> None:
    """Raise Invalid for a wish that lacks something, or wants what is not on offer."""
    target = target_of(wish, book)
    if len(wish.why) > LONGEST_WHY:
        raise Invalid({"why": f"Keep it to {LONGEST_WHY} characters."})
    if lacks_reason(wish, target):
        raise Invalid({"why": why_asked(target)})
    if wish.kind is BatchKind.TAGS and wish.paper not in PAPERS:
        raise Invalid({"paper": "Choose one of the listed papers."})
    if wish.kind is BatchKind.EXPORT and wish.form not in FORMS:
        raise Invalid({"form": "Choose CSV or Excel."})


_BEGINS = {BatchKind.MOVE: ("Status to", "moved to"), BatchKind.CLOSE: ("Close as", "closed as")}
_DONE = {
    BatchKind.REOPEN: "opened again",
    BatchKind.HAND_OVER: "handed over",
    BatchKind.TAGS: "sent to print",
}


def done(kind: BatchKind, said: str) -> str:
    """The words of a wish once it is done: “Status to Placed” becomes “moved to Placed”."""
    if kind in _BEGINS:
        wanted, did = _BEGINS[kind]
        return f"{did}{said.removeprefix(wanted)}"
    return _DONE.get(kind, said)


def said(wish: Wish, book: StatusBook) -> str:
    """The wish in words, for headings and lists."""
    target = target_of(wish, book)
    if target is None:
        form = f", {FORMS[wish.form]}" if wish.kind is BatchKind.EXPORT else ""
        return f"{wish.kind.label}{form}"
    return f"{_BEGINS[wish.kind][0]} {target.label}"
