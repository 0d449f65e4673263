"""What settings ask of a printer."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, SelectChoice, SelectField

from app.blueprints.settings.forms import NAME, Pick, choices
from app.domain.printing.addresses import LONGEST
from app.domain.printing.printers import PAPERS, PrinterFacts
from app.domain.settings.stores import stores
from app.extensions import db
from app.web.forms import CleanForm, Line, Version


class PrinterForm(CleanForm):
    """A printer or a CUPS queue."""

    name = Line("Name", longest=60, required=NAME)
    store_id = Pick("Store")
    uri = Line("Address", longest=LONGEST, required="Write its address.")
    paper = SelectField("Paper in it", validate_choice=False)
    media = Line("Its own word for the paper", longest=80)
    fingerprint = Line("Fingerprint of its certificate", longest=100)
    for_tags = BooleanField("Tags")
    for_slips = BooleanField("Order slips and receipt copies")
    for_lists = BooleanField("Picking lists")
    active = BooleanField("In use")
    version = Version()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.store_id.choices = choices(stores(db.session(), active_only=True))
        self.paper.choices = [SelectChoice(key, words) for key, words in PAPERS.items()]

    def facts(self) -> PrinterFacts:
        """What was typed."""
        return PrinterFacts(
            store_id=self.store_id.data,
            name=self.name.data or "",
            uri=self.uri.data or "",
            paper=self.paper.data,
            media=self.media.data or "",
            fingerprint=self.fingerprint.data or "",
            for_tags=self.for_tags.data,
            for_slips=self.for_slips.data,
            for_lists=self.for_lists.data,
            active=self.active.data,
        )
