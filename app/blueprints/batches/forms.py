"""What the bar under a list sends, and what a page in between asks for."""

from __future__ import annotations

from app.domain.batches.kinds import LONGEST_WHY, USES, Wish
from app.domain.batches.rules import FORMS
from app.domain.printing import printers
from app.domain.settings.reading import settings_of
from app.extensions import db
from app.models import BatchKind
from app.vocabulary.errors import Invalid
from app.web.access import viewer
from app.web.converters import number_in
from app.web.forms import CleanForm, Line
from app.web.htmx import safe_next

# As long as an address can be: names in other scripts take six letters for one.
LONGEST_ADDRESS = 4000


# Behind the form of an export: only with the columns that the list shows.
SHOWN = ":shown"


class BatchForm(CleanForm):
    """One thing to be done to many lines.

    A button can say one thing only, so `kind` may hold its choice behind a colon: "move:placed",
    "close:canceled", "export:xlsx", "picking_list:7" (the printer). An "export:csv:shown" has the
    columns of the list. `asked` is sent by the page in between. Tags go to the usual tag printer of
    the store unless `printer` says "pdf".
    """

    kind = Line("", longest=60)
    status = Line("", longest=24)
    why = Line("Reason", longest=LONGEST_WHY)
    paper = Line("", longest=16)
    form = Line("", longest=4)
    printer = Line("", longest=9)
    sure = Line("", longest=1)
    asked = Line("", longest=1)
    next = Line("", longest=LONGEST_ADDRESS)

    @property
    def as_shown(self) -> bool:
        """Whether a table has only the columns that the list shows."""
        return str(self.kind.data or "").endswith(SHOWN)

    @property
    def back(self) -> str:
        """Where it leads back to; empty for the usual list."""
        return safe_next(self.next.data) or ""

    def wish(self) -> Wish:
        """What is wanted. Invalid for a kind that is none; the rest is the domain's to check."""
        name, _, choice = str(self.kind.data or "").partition(":")
        try:
            kind = BatchKind(name)
        except ValueError:
            raise Invalid({"kind": "Choose what is to be done."}) from None
        makes_file = kind is BatchKind.EXPORT
        choice = choice.removesuffix(SHOWN) if makes_file else choice
        status = "" if makes_file or kind in USES else choice or str(self.status.data or "")
        form = (choice or str(self.form.data or "") or next(iter(FORMS))) if makes_file else ""
        paper = str(self.paper.data or "")
        if kind is BatchKind.TAGS and not paper:
            paper = settings_of(db.session(), viewer().store_id).tag_paper
        return Wish(
            kind,
            status=status if kind in (BatchKind.MOVE, BatchKind.CLOSE) else "",
            sure=self.sure.data == "1",
            why=str(self.why.data or ""),
            paper=paper if kind is BatchKind.TAGS else "",
            form=form,
            printer=_printer(kind, choice or str(self.printer.data or "")),
            back=self.back,
        )


def _printer(kind: BatchKind, said: str) -> int:
    """The printer that is meant, 0 for none. Raises NotFound, Refused for one that is not for
    this."""
    if kind not in USES:
        return 0
    session, store_id = db.session(), viewer().store_id
    if number := number_in(said):
        return printers.printer_for(session, number, store_id, USES[kind]).id
    usual = printers.printers_for(session, store_id, USES[kind]) if kind is BatchKind.TAGS else ()
    return usual[0].id if usual and said != "pdf" else 0
