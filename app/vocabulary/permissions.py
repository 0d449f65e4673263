"""What a person may do. Roles are data; these names are not. The comment beside each is shown in
settings."""

from __future__ import annotations

from app.vocabulary.words import Labelled


class Permission(Labelled):
    """A permission, its stable key and, as `label`, the sentence a manager reads."""

    ORDERS_SEE = "orders.see", "See orders, pending and closed"
    ORDERS_TAKE = "orders.take", "Take new orders"
    ORDERS_EDIT = "orders.edit", "Edit contact, notes and lines of an order"
    ORDERS_MOVE = "orders.move", "Change the status of lines: call, place, receive"
    ORDERS_CLOSE = "orders.close", "Close orders by hand"
    ORDERS_REOPEN = "orders.reopen", "Reopen closed orders"
    ORDERS_KEEP = "orders.keep", "Keep an order open through the night"
    ORDERS_SPLIT = "orders.split", "Split, merge, clone and repeat orders"
    ORDERS_EXPORT = "orders.export", "Export lists as files"
    CALLS_MAKE = "calls.make", "Work the call sheet"
    PURCHASES_SEE = "purchases.see", "See purchase orders"
    PURCHASES_PLACE = "purchases.place", "Make and place purchase orders"
    PURCHASES_RECEIVE = "purchases.receive", "Receive goods"
    MESSAGES_SEND = "messages.send", "Write to customers"
    REPORTS_SEE = "reports.see", "See reports"
    TAGS_PRINT = "tags.print", "Print tags"
    SHELVES_FILL = "shelves.fill", "Put goods on shelves"
    PICKUP_HAND_OVER = "pickup.hand-over", "Hand goods over at pickup"
    CUSTOMERS_SEE = "customers.see", "Look up customers"
    CUSTOMERS_EDIT = "customers.edit", "Add and change customers"
    CUSTOMERS_MANAGE = "customers.manage", "Merge, export and erase customers"
    CATALOG_SEE = "catalog.see", "Look through products, vendors and sales"
    CATALOG_EDIT = "catalog.edit", "Add and change products, vendors and sales"
    CATALOG_IMPORT = "catalog.import", "Import catalogues, sales and members from files"
    PRICES_SEE = "prices.see", "See prices and totals"
    PRICES_EDIT = "prices.edit", "Set and change prices"
    COSTS_SEE = "costs.see", "See costs and margins"
    NIGHT_SEE = "night.see", "See what the overnight job will do and did"
    JOBS_SEE = "jobs.see", "See the work in the background, and have it tried again"
    SETTINGS_MANAGE = "settings.manage", "Change settings"
    USERS_MANAGE = "users.manage", "Manage people and roles"


P = Permission

_TAKER = frozenset(
    {
        P.ORDERS_SEE,
        P.ORDERS_TAKE,
        P.CUSTOMERS_SEE,
        P.CUSTOMERS_EDIT,
        P.TAGS_PRINT,
        P.SHELVES_FILL,
        P.PICKUP_HAND_OVER,
    }
)
_BUYER = _TAKER | {
    P.ORDERS_EDIT,
    P.ORDERS_MOVE,
    P.ORDERS_CLOSE,
    P.ORDERS_KEEP,
    P.ORDERS_SPLIT,
    P.ORDERS_EXPORT,
    P.CALLS_MAKE,
    P.PURCHASES_SEE,
    P.PURCHASES_PLACE,
    P.PURCHASES_RECEIVE,
    P.MESSAGES_SEND,
    P.REPORTS_SEE,
    P.PRICES_SEE,
    P.PRICES_EDIT,
    P.COSTS_SEE,
    P.CATALOG_SEE,
    P.CATALOG_EDIT,
    P.NIGHT_SEE,
}
_MANAGER = _BUYER | {
    P.ORDERS_REOPEN,
    P.CUSTOMERS_MANAGE,
    P.CATALOG_IMPORT,
    P.JOBS_SEE,
    P.SETTINGS_MANAGE,
}

# The roles a new installation starts with: name, what it is for, its grants. After that they are
# data.
FIRST_ROLES: tuple[tuple[str, str, frozenset[Permission]], ...] = (
    ("Order taker", "Takes orders and hands goods over; sees no price.", _TAKER),
    ("Buyer", "Prices, calls, places, receives and closes orders.", _BUYER),
    ("Manager", "Everything buyers do, and the settings.", _MANAGER),
    ("Administrator", "Everything, and people and roles.", frozenset(Permission)),
)
