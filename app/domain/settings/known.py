"""Every setting, its default, its bounds, and the line that says what it does (L7)."""

from __future__ import annotations

from dataclasses import dataclass, fields

from app.domain.settings.about import About
from app.domain.settings.about import setting as _setting
from app.domain.settings.known_register import RegisterSettings
from app.vocabulary.countries import COUNTRIES, CURRENCIES, LANGUAGES
from app.vocabulary.permissions import Permission

_HOURS = tuple((f"{hour:02}:00", f"{hour:02}:00") for hour in range(24))


@dataclass(frozen=True)
class StoreSettings(RegisterSettings):
    """The settings of one store, with the shipped defaults (decisions 2 and 6)."""

    close_called_after_days: int = _setting(
        30,
        About(
            "Close “Called/waiting” after",
            "Days since the line went to Called/waiting without a return call.",
            least=1,
            most=3650,
        ),
    )
    close_pending_after_days: int = _setting(
        90,
        About(
            "Close any pending order after",
            "Days since the order was taken.",
            least=1,
            most=3650,
        ),
    )
    close_customer_after_days: int = _setting(
        90,
        About("Close customer orders after", "Days since they were taken.", least=1, most=3650),
    )
    close_layaway_after_days: int = _setting(
        90,
        About("Close layaways after", "Days since they were taken.", least=1, most=3650),
    )
    close_quote_after_days: int = _setting(
        90,
        About("Close quotes after", "Days since they were taken.", least=1, most=3650),
    )
    price_precedence: str = _setting(
        "retail-first",
        About(
            "What wins for items that take no discount",
            "Retail first: a non-discountable item always costs its retail price. "
            "Sale first: an eligible sale beats that.",
            choices=(("retail-first", "Retail first"), ("sale-first", "Sale first")),
            needs=Permission.PRICES_EDIT,
        ),
    )
    tag_paper: str = _setting(
        "letter",
        About(
            "Paper for tags",
            "Four to a sheet, or one to a label.",
            choices=(
                ("letter", "US Letter"),
                ("a4", "A4"),
                ("label", "Label 108 × 140 mm"),
                ("label-4x6", "Label 4 × 6 in"),
            ),
        ),
    )
    tag_shows_total: bool = _setting(
        False,
        About(
            "Print the total on tags",
            "Only on tags printed by people who may see prices.",
        ),
    )
    tag_shows_contact: bool = _setting(
        True,
        About("Print how to reach the customer", "Phone or e-mail, the way they like it first."),
    )
    tag_shows_supply: bool = _setting(
        True, About("Print vendor and SKU", "Off leaves the department only.")
    )
    tag_shows_deadline: bool = _setting(
        True, About("Print the day to pick up by", "Off leaves the place empty, to be written in.")
    )
    pickup_days: int = _setting(
        14,
        About("Days to pick up", "Printed on the tag as the pickup deadline.", least=1, most=365),
    )
    tag_policy: str = _setting(
        "Please pick up by the date above. Pay at the register.",
        About("Line at the foot of a tag", "A short policy or a thank-you.", longest=120),
    )
    keep_drafts_days: int = _setting(
        7, About("Keep empty drafts for", "Days before the night sweeps them.", least=1, most=365)
    )
    keep_documents_days: int = _setting(
        30,
        About("Keep printed documents for", "Days a PDF can be opened again.", least=1, most=3650),
    )

    home_country: str = _setting(
        "US",
        About(
            "Country",
            "Where a new customer’s address starts, and which country a phone number without one "
            "belongs to.",
            choices=COUNTRIES,
        ),
    )
    currency: str = _setting(
        "USD",
        About(
            "Currency",
            "What new customers pay in, unless the default customer says otherwise.",
            choices=CURRENCIES,
        ),
    )
    language: str = _setting(
        "en-US",
        About(
            "Language",
            "What new customers are written to in, unless the default customer says otherwise.",
            choices=LANGUAGES,
        ),
    )
    secondary_contacts: bool = _setting(
        False,
        About(
            "Second phones and e-mails",
            "Customers can have further phones and e-mails, each with consent to marketing or not. "
            "Off hides them; nothing is lost.",
        ),
    )
    tablet_keeps_contacts: bool = _setting(
        False,
        About(
            "Tablets may keep customers’ pages",
            "On: a tablet may have pages about customers in its own store, for when the house "
            "cannot be reached. Off: names, phones and addresses never stay on it.",
        ),
    )
    again_days: int = _setting(
        7,
        About(
            "Ask “again?” for",
            "Days after an order in which the same item for the same customer is asked about once "
            "more. What is still open is always asked about.",
            least=1,
            most=365,
        ),
    )

    keep_import_files_days: int = _setting(
        30,
        About(
            "Keep imported files for",
            "Days until the file of an import goes; what it brought and its report stay.",
            least=1,
            most=3650,
        ),
    )

    call_from_hour: int = _setting(
        9,
        About("Call from", "The hour of the day, on the store’s clock.", least=1, most=23),
    )
    call_until_hour: int = _setting(
        19,
        About("Call until", "The hour of the day, on the store’s clock.", least=1, most=23),
    )
    call_days: str = _setting(
        "mon-fri",
        About(
            "Call on",
            "The days on which a next try is proposed.",
            choices=(
                ("mon-fri", "Monday to Friday"),
                ("mon-sat", "Monday to Saturday"),
                ("every", "Every day"),
            ),
        ),
    )
    call_again_days: int = _setting(
        1,
        About("After a voicemail, try again in", "Days on which is called.", least=1, most=30),
    )
    call_again_hours: int = _setting(
        3,
        About("Without an answer, try again in", "Hours, within those above.", least=1, most=72),
    )

    message_wait_minutes: int = _setting(
        15,
        About(
            "Let a message wait for more",
            "Minutes in which further items of the same order join it: what arrives together is "
            "told together. 0 writes at once.",
            least=0,
            most=240,
        ),
    )
    quiet_for: str = _setting(
        "text",
        About(
            "Quiet hours are for",
            "What is written in them waits for the morning.",
            choices=(("text", "Text messages"), ("all", "Everything"), ("none", "Nothing")),
        ),
    )
    quiet_from: str = _setting(
        "21:00", About("Quiet from", "On the store’s own clock.", choices=_HOURS)
    )
    quiet_until: str = _setting(
        "08:00", About("Quiet until", "On the store’s own clock.", choices=_HOURS)
    )
    remind_after_days: int = _setting(
        7,
        About(
            "Remind after",
            "Days on the shelf after which a customer can be reminded, once.",
            least=1,
            most=365,
        ),
    )
    write_to_callers: bool = _setting(
        False,
        About(
            "Write to those who would rather be called",
            "On: what goes out by itself goes to them too, by e-mail or else by text. Off: they "
            "are called.",
        ),
    )
    repeat_most_rise: int = _setting(
        10,
        About(
            "Ask before repeating an order when its price rose by more than",
            "Percent over what was agreed; who may see totals can say otherwise for one order.",
            least=1,
            most=1000,
            needs=Permission.PRICES_EDIT,
        ),
    )

    @classmethod
    def about(cls) -> dict[str, About]:
        """What each setting is, by name."""
        return {f.name: f.metadata["about"] for f in fields(cls)}
