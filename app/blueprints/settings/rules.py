"""Ages, precedence of prices, tags: what holds for orders."""

from __future__ import annotations

from dataclasses import replace

from werkzeug.wrappers import Response

from app.blueprints.settings import bp
from app.blueprints.settings.customer_rules import PAGE as CUSTOMERS
from app.blueprints.settings.messages import RULES as MESSAGES
from app.blueprints.settings.per_store import Parts, StorePage
from app.blueprints.settings.register import PAGE as REGISTER
from app.domain.orders import numbers
from app.domain.settings.known import StoreSettings
from app.extensions import db
from app.vocabulary.errors import Refused
from app.vocabulary.permissions import Permission
from app.web.access import requires

# The parts of the page; a setting that no part names stands in the last one.
PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Taking orders", ("again_days",)),
    (
        "When orders close by themselves",
        (
            "close_called_after_days",
            "close_pending_after_days",
            "close_customer_after_days",
            "close_layaway_after_days",
            "close_quote_after_days",
        ),
    ),
    (
        "Calls",
        ("call_from_hour", "call_until_hour", "call_days", "call_again_days", "call_again_hours"),
    ),
    ("Prices", ("price_precedence", "repeat_most_rise")),
    (
        "Tags",
        (
            "tag_paper",
            "pickup_days",
            "tag_policy",
            "tag_shows_total",
            "tag_shows_contact",
            "tag_shows_supply",
            "tag_shows_deadline",
        ),
    ),
    ("Keeping and clearing", ("keep_drafts_days", "keep_documents_days")),
)


def _with_the_rest(parts: Parts) -> Parts:
    elsewhere = [part for page in (CUSTOMERS, MESSAGES, REGISTER) for part in page.parts]
    named = {name for _, names in (*parts, *elsewhere) for name in names}
    rest = tuple(name for name in StoreSettings.about() if name not in named)
    words, last = parts[-1]
    return (*parts[:-1], (words, (*last, *rest)))


PAGE = StorePage("settings.rules", "Ages, prices and tags", "", _with_the_rest(PARTS))


@bp.route("/rules", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def rules() -> Response:
    """Look at the settings of every store, or of one, and change them."""
    return replace(PAGE, says=_about_numbers()).answer()


def _about_numbers() -> str:
    """What is to be known of order numbers, once they come to their end."""
    try:
        return numbers.said(db.session())
    except Refused as error:
        return error.message
