"""Money is exact: Decimal in Python, whole numbers in the database, one rounding (decision 4)."""

from __future__ import annotations

import ast
import re

import sqlalchemy as sa

from app.models import Base, Cents, Unit
from tests.laws.source import dotted, nodes, python_files, text, tree

ROOMS = (
    "app/domain/",
    "app/models/",
    "app/vocabulary/",
    "app/importers/",
    "app/demo/",
    "app/web/forms.py",
    "app/web/filters.py",
    "app/blueprints/",
)
ROUNDING = "app/vocabulary/money.py"
MONEY = re.compile(
    r"(^|_)(cost|retail|price|total|percent|amount|deposit|balance|fee|charge|tax|rate|margin)s?$"
)


def inexact(module: ast.Module) -> list[str]:
    """Floats in this code: literals, the type, its call, and functions that return one."""
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            found.append(f"{node.value}")
        elif isinstance(node, ast.Name) and node.id == "float":
            found.append("float")
        elif isinstance(node, ast.Attribute) and node.attr in {"Float", "Double", "asdecimal"}:
            found.append(dotted(node))
        elif isinstance(node, ast.Call) and dotted(node.func) in {"round", "math.floor", "fsum"}:
            found.append(f"{dotted(node.func)}()")
    return found


def test_no_float_comes_near_money() -> None:
    found = {(path, what) for path in python_files(*ROOMS) for what in inexact(tree(path))}
    assert found == set()


def test_rounding_has_one_place() -> None:
    rounding = {
        path
        for path in python_files("app/")
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and node.attr in {"quantize", "to_integral_value"}
    }
    # The column types look whether a value has too many places; they never round.
    assert rounding == {ROUNDING, "app/models/types.py"}
    assert ".quantize" not in text("app/models/types.py")


def test_a_float_is_noticed() -> None:
    sly = "a = 1.5\nb = float('1')\nc = sa.Float()\nd = round(x, 2)\ne: float = 1"
    assert sorted(inexact(ast.parse(sly))) == ["1.5", "float", "float", "round()", "sa.Float"]


def columns() -> list[sa.Column[object]]:
    """Every column of every table."""
    return [column for table in Base.metadata.tables.values() for column in table.columns]


def test_no_column_is_a_float_or_rounds_by_itself() -> None:
    assert len(columns()) > 100
    loose = (sa.Float, sa.Numeric, sa.Double)
    assert [str(column) for column in columns() if isinstance(column.type, loose)] == []


def test_every_money_column_is_exact() -> None:
    money = [c for c in columns() if MONEY.search(c.name) and not isinstance(c.type, sa.Boolean)]
    assert {str(c) for c in money} >= {
        "order_lines.cost",
        "order_lines.unit_price",
        "order_lines.total",
        "products.retail",
        "sale_items.price",
        "member_types.percent",
        "register_sales.total",
    }
    assert [str(c) for c in money if not isinstance(c.type, Cents | Unit)] == []


def test_what_is_declared_decimal_has_an_exact_type() -> None:
    """A bare `Mapped[Decimal]` would become NUMERIC, which SQLite keeps as a float. What a query
    adds is no column: it has the type of what it is made of."""
    declared = [
        f"{node.target.id}: {ast.unparse(node)}"
        for path in python_files("app/models/")
        for node in nodes(path)
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and re.match(r"Mapped\[Decimal\b", ast.unparse(node.annotation))
    ]
    assert len(declared) >= 12
    exact = r"\b(Cents|Unit|query_expression)\(\)"
    assert [what for what in declared if not re.search(exact, what)] == []
