"""Where customers are, what they pay in, and how much is kept of them."""

from __future__ import annotations

from werkzeug.wrappers import Response

from app.blueprints.settings import bp
from app.blueprints.settings.per_store import StorePage
from app.vocabulary.permissions import Permission
from app.web.access import requires

PAGE = StorePage(
    "settings.customer_rules",
    "Country, language and contacts",
    "What new customers start with where nothing else is said, and how much is kept of them.",
    (
        ("New customers", ("home_country", "currency", "language")),
        ("Contacts", ("secondary_contacts", "tablet_keeps_contacts")),
    ),
)


@bp.route("/customers", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def customer_rules() -> Response:
    """Look at them for every store, or for one, and change them."""
    return PAGE.answer()
