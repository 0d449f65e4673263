"""Registers of three makes behind one face: what one of them can, all of them must."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy.orm import Session

from app.domain.register import tokens
from app.jobs import sales_files
from app.models import OrderLine, Scope
from app.vocabulary.barcodes import tag_code
from tests.pos.conftest import WALL, Shop
from tests.support.cast import viewer_of

MINUTE = timedelta(minutes=1)


@dataclass
class Ring:
    """Something on a receipt: a line's tag, or its item alone (`plain`: so many units)."""

    receipt: int
    line: OrderLine
    kind: str = "sale"
    cases: int = 0
    plain: int = 0
    training: bool = False
    member: int | None = None
    number: int = 1

    @property
    def total(self) -> str:
        """What it cost, as text."""
        assert self.line.total is not None
        return f"{self.line.total * (self.cases or self.line.cases) / self.line.cases:.2f}"


class Till(Protocol):
    """What a register does: ring up, and have it read, now and once more."""

    source: str

    def ring(self, *rings: Ring) -> None:
        """Write down what was sold."""

    def read(self) -> None:
        """Have it read by our side."""

    def again(self) -> None:
        """Have the very same read once more."""


@dataclass
class CoreTill:
    """An unmodified CORE-POS lane."""

    shop: Shop
    source: str = "core_pos"

    def ring(self, *rings: Ring) -> None:
        """As pos-lane says: a void counts units where cases stand elsewhere."""
        for one in rings:
            sign = 1 if one.kind == "sale" else -1
            cases = one.cases or one.line.cases
            units = one.line.case_size or 1
            if one.plain:
                what = {"quantity": one.plain * sign, "ItemQtty": one.plain * sign}
                tag = (0, 0)
            else:
                shown = -units * cases if one.kind == "void" else cases
                what = {"quantity": units * sign, "ItemQtty": shown}
                tag = (one.line.order.number, one.line.number)
            self.shop.lane.write(
                WALL + one.receipt * MINUTE,
                *tag,
                receipt=f"{9999 if one.training else 5}-1-{one.receipt}",
                trans_status={"sale": " ", "void": "V", "refund": "R"}[one.kind],
                upc=one.line.upc,
                total=sign * float(one.total),
                card_no=one.member or 11,
                **what,
            )

    def read(self) -> None:
        """As cron does."""
        self.shop.read()

    again = read


def _facts(one: Ring) -> dict[str, Any]:
    """A row as files and programs say it."""
    at: datetime = WALL + one.receipt * MINUTE
    facts: dict[str, Any] = {
        "receipt": f"A-{one.receipt}", "line": one.number, "kind": one.kind, "total": one.total,
        "sold_at": f"{at.isoformat()}-05:00", "training": one.training,
    }  # fmt: skip
    if one.member:
        facts["member"] = one.member
    if one.plain:
        return {**facts, "upc": one.line.upc, "units_per_case": one.plain}
    facts["tag"] = tag_code(one.line.order.number, one.line.number)
    if one.kind == "void":
        # What it takes back, its receipt knows.
        return facts
    size = {"units_per_case": one.line.case_size, "cases": one.cases or one.line.cases}
    return {**facts, "upc": one.line.upc, **size}


@dataclass
class FileTill:
    """A register that drops files, CSV or JSON."""

    shop: Shop
    folder: Path
    ending: str
    source: str = "file_drop"
    dropped: list[str] = field(default_factory=list)

    def ring(self, *rings: Ring) -> None:
        """One file for what was sold."""
        rows = [_facts(one) for one in rings]
        mine = self.folder / str(self.shop.cast.hill.id)
        mine.mkdir(exist_ok=True)
        file = mine / f"sales-{len(self.dropped)}{self.ending}"
        if self.ending == ".json":
            file.write_text(json.dumps({"sales": rows}))
        else:
            names = list(dict.fromkeys(name for row in rows for name in row))
            with file.open("w", newline="") as out:
                writer = csv.DictWriter(out, names)
                writer.writeheader()
                writer.writerows(rows)
        self.dropped.append(file.read_text())

    def read(self) -> None:
        """As cron does."""
        self.shop.session.commit()
        with self.shop.app.app_context():
            sales_files.read_all()
        self.shop.session.expire_all()

    def again(self) -> None:
        """The same files once more."""
        mine = self.folder / str(self.shop.cast.hill.id)
        for number, body in enumerate(self.dropped):
            (mine / f"again-{number}{self.ending}").write_text(body)
        self.read()


@dataclass
class ApiTill:
    """A program with a key that reports sales."""

    shop: Shop
    secret: str
    source: str = "api"
    said: list[dict[str, Any]] = field(default_factory=list)

    def ring(self, *rings: Ring) -> None:
        """What will be sent."""
        self.said += [_facts(one) for one in rings]

    def read(self) -> None:
        """Send it."""
        self.shop.session.commit()
        headers = {"Authorization": f"Bearer {self.secret}"}
        client = self.shop.app.test_client()
        answer = client.post("/api/v1/sales", json={"sales": self.said}, headers=headers)
        assert (answer.status_code, answer.json and answer.json["refused"]) == (200, [])
        self.shop.session.expire_all()

    again = read


def api_till(shop: Shop, folder: Path) -> ApiTill:
    """With a key of the first store."""
    session: Session = shop.session
    admin = viewer_of(shop.cast.admin)
    _, secret = tokens.make(session, "Till", shop.cast.hill.id, [Scope.SALES], by=admin)
    return ApiTill(shop, secret)


TILLS: dict[str, Callable[[Shop, Path], Till]] = {
    "core_pos": lambda shop, folder: CoreTill(shop),
    "csv": lambda shop, folder: FileTill(shop, folder, ".csv"),
    "json": lambda shop, folder: FileTill(shop, folder, ".json"),
    "api": api_till,
}
