"""Forms of statuses: words, hue, and what moves from it and to it ask (C24)."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, Field, RadioField, SelectChoice, SelectField, ValidationError

from app.blueprints.settings.forms import NOT_LISTED, STAGES
from app.domain.settings.stages import OWN_STAGES, Ways, rules_from
from app.models import Status
from app.vocabulary.occasions import Occasion
from app.vocabulary.statuses import Hue, MoveRule, Stage
from app.web.forms import CleanForm, Count, Line, Version

RULES = {MoveRule.USUAL: "Usual", MoveRule.WARN: "Warn first", MoveRule.NEVER: "Never"}
HUES = {hue: hue.value.capitalize() for hue in Hue}


def _towards(stage: Stage) -> RadioField:
    choices = [SelectChoice(rule.value, words) for rule, words in RULES.items()]
    return RadioField(STAGES[stage], choices=choices)


class StatusForm(CleanForm):
    """The words of a status, how it looks, whether it can be chosen, and what its moves ask."""

    label = Line("Label", longest=40, required="Write a label.")
    explanation = Line("What it means", longest=200)
    active = BooleanField("Can be chosen")
    hue = SelectField(
        "Colour",
        choices=[
            SelectChoice("", "That of its stage"),
            *(SelectChoice(hue.value, words) for hue, words in HUES.items()),
        ],
    )
    needs_reason = BooleanField("Ask for a reason when a line is moved to it")
    offers = SelectField(
        "Offers a message",
        choices=[
            SelectChoice("", "None of its own"),
            *(SelectChoice(one.value, one.label) for one in Occasion),
        ],
    )
    closes_after = Count("Close by itself after", least=1, most=3650, optional=True)
    to_ask = _towards(Stage.ASK)
    to_ready = _towards(Stage.READY)
    to_placed = _towards(Stage.PLACED)
    to_arrived = _towards(Stage.ARRIVED)
    to_out = _towards(Stage.OUT)
    to_closed = _towards(Stage.CLOSED)
    version = Version()

    @property
    def towards(self) -> list[Field]:
        """What is said of moves to each stage, stage by stage."""
        return [self[f"to_{stage.value}"] for stage in Stage]

    def ways(self, status: Status) -> Ways:
        """The form as the domain takes it; of a closed status no move is said."""
        moves = {stage: MoveRule(self[f"to_{stage.value}"].data) for stage in Stage}
        return Ways(
            hue=Hue(self.hue.data) if self.hue.data else None,
            moves={} if status.stage is Stage.CLOSED else moves,
            needs_reason=bool(self.needs_reason.data),
            offers=Occasion(self.offers.data) if self.offers.data else None,
            closes_after=self.closes_after.data,
        )


class NewStatusForm(CleanForm):
    """A status of the store's own."""

    label = Line("Label", longest=40, required="Write a label.")
    explanation = Line("What it means", longest=200)
    stage = SelectField("Stage", validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stage.choices = [SelectChoice(stage.value, STAGES[stage]) for stage in OWN_STAGES]

    def validate_stage(self, field: Any) -> None:
        """Only what is listed."""
        if field.data not in {stage.value for stage in OWN_STAGES}:
            raise ValidationError(NOT_LISTED)


def values_of(status: Status) -> dict[str, Any]:
    """What the form of a status starts with."""
    moves = {f"to_{stage.value}": rule.value for stage, rule in rules_from(status).items()}
    return {
        "label": status.label,
        "explanation": status.explanation,
        "active": status.active,
        "hue": status.hue.value if status.hue else "",
        "needs_reason": status.needs_reason,
        "offers": status.offers.value if status.offers else "",
        "closes_after": status.closes_after,
        "version": status.version,
        **moves,
    }
