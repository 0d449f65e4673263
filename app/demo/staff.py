"""Who does what in the demo: takers at the counter, buyers in their realm, a manager."""

from __future__ import annotations

from app.demo.data import DemoData
from app.demo.stocking import Shop
from app.domain.access import Viewer
from app.models import OrderLine, Store

EVENING = 15 * 60
"""Minutes after midnight from which the evening shift takes orders."""

MAIN_COUNTER = ("taker", "evening")
OTHER_COUNTER = ("riverside", "market")
ANY_BUYER, MANAGER, OTHER_MANAGER = "buyer", "manager", "market"


class Staff:
    """The people of the shop as the domain sees them."""

    def __init__(self, data: DemoData, shop: Shop) -> None:
        self._viewers = {
            row.username: _viewer(row.username, shop, "Counter tablet") for row in data.staff
        }
        numbers = {row.number: row.buyer for row in data.super_departments}
        self._buyers = numbers
        self._main = shop.stores[next(row.key for row in data.stores if row.main)].id

    def counter(self, store: Store | int, minute: int) -> Viewer:
        """Who stands at a store's counter at that time of day."""
        store_id = store if isinstance(store, int) else store.id
        shifts = MAIN_COUNTER if store_id == self._main else OTHER_COUNTER
        return self._viewers[shifts[minute >= EVENING]]

    def buyer(self, line: OrderLine) -> Viewer:
        """Who looks after a line: the buyer of its super department (C20)."""
        realm = line.super_department.number if line.super_department else 0
        return self._viewers[self._buyers.get(realm, ANY_BUYER)]

    def receiver(self, line: OrderLine) -> Viewer:
        """Who takes in what comes for a line: its buyer, in the other store the manager."""
        return self.buyer(line) if self.is_main(line.store_id) else self._viewers[OTHER_MANAGER]

    def is_main(self, store_id: int) -> bool:
        """Whether it is the store in which the buyers work."""
        return store_id == self._main

    @property
    def main_store(self) -> int:
        """The id of that store."""
        return self._main

    @property
    def any_buyer(self) -> Viewer:
        """The buyer whom people sign in as."""
        return self._viewers[ANY_BUYER]

    @property
    def manager(self) -> Viewer:
        """Who may do what buyers may not."""
        return self._viewers[MANAGER]


def _viewer(username: str, shop: Shop, device: str) -> Viewer:
    user = shop.people[username]
    grants = frozenset().union(*(role.permissions for role in user.roles))
    return Viewer(user.id, user.name, grants, user.store_id, device)
