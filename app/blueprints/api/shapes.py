"""What goes in and out, checked before a view sees it. Amounts are text with a point, or numbers;
they come back as text, so that nothing is rounded on the way."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from spectree import SecurityScheme, SpecTree
from spectree.models import SecureType, SecuritySchemeData

MOST_SALES = 200
Quantity = Annotated[Decimal, Field(gt=0, le=1_000_000, decimal_places=4)]
Amount = Annotated[Decimal, Field(ge=0, le=Decimal("99999999.99"), decimal_places=2)]

UNSAID = "Without it, the sale of the same receipt or the line of the tag says so; else it is 1."
MOST_SAID = 5


def _refused(
    request: Any, response: Any, error: ValidationError | None, instance: Any, adapter: Any
) -> None:
    """Say where a body is wrong and why, in words of ours around it; what was sent is not repeated
    (B1)."""
    if error is None:
        return
    said = error.errors(include_input=False, include_url=False, include_context=False)
    detail = "; ".join(
        f"{'.'.join(map(str, one['loc'])) or 'body'}: {one['msg']}" for one in said[:MOST_SAID]
    )
    response.set_data(json.dumps({"status": 422, "title": "Not to be read", "detail": detail}))


spec = SpecTree(
    "flask",
    before=_refused,
    mode="strict",
    title="Caselot",
    version="1",
    description="Tags as they must ring up, and what was sold. Send the key as a bearer token.",
    annotations=False,
    security_schemes=[
        SecurityScheme(name="key", data=SecuritySchemeData(type=SecureType.HTTP, scheme="bearer")),
    ],
    security={"key": []},
)


class Shape(BaseModel):
    """Nothing that nobody knows is taken."""

    model_config = ConfigDict(extra="forbid")


class Tag(Shape):
    """A line as it must ring up: `cases` of `units_per_case`. Prices are there only for keys that
    may see them."""

    order: int
    line: int
    may_ring_up: bool
    reason: str = Field(description="Why it may not be rung up; empty if it may.")
    upc: str = ""
    description: str = ""
    department: int = 0
    units_per_case: int = 0
    cases: int = 0
    discountable: bool = False
    unit_price: str | None = None
    total: str | None = Field(None, description="What the customer pays for the line, before tax.")
    regular_total: str | None = None


class SaleRow(Shape):
    """One row of a receipt. Quantities and amounts are never negative: `kind` says which way."""

    receipt: str = Field(min_length=1, max_length=40, pattern=r"^[ -~]+$")
    line: int = Field(ge=1, le=1_000_000, description="The row within its receipt.")
    kind: Literal["sale", "void", "refund"] = "sale"
    tag: str | None = Field(None, max_length=20, description="The scanned tag; else it is plain.")
    upc: str | None = Field(None, max_length=20)
    units_per_case: Quantity | None = Field(None, description=UNSAID)
    cases: Quantity | None = Field(None, description=UNSAID)
    total: Amount | None = None
    sold_at: AwareDatetime
    member: int | None = Field(None, ge=1, le=2_147_483_647)
    training: bool = False


class Sales(Shape):
    """Rows of receipts, taken all or none. Sent again, they are known and change nothing."""

    sales: list[SaleRow] = Field(max_length=MOST_SALES)


class Refusal(Shape):
    """A row that could not be read."""

    receipt: str
    line: int
    reason: str


class SalesTaken(Shape):
    """What became of the rows. `ignored` are those of training, and plain sales of nothing that
    anybody waits for."""

    taken: int
    known: int
    ignored: int
    completed: int
    alerts: int
    refused: list[Refusal]


class Problem(Shape):
    """Why it was refused."""

    status: int
    title: str
    detail: str
