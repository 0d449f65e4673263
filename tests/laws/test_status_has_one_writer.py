"""A status is written in one place only, and so is what happened (decision 1, design 3.2)."""

from __future__ import annotations

import ast

from tests.laws.source import dotted, python_files, tree

WRITER = "app/domain/orders/lifecycle.py"
EVENTS = "app/domain/orders/events.py"
GUARDED = frozenset(
    {"status", "stage", "status_since", "open", "closed_at", "arrived_at", "voided_at"}
)

# Other tables have an `open` of their own: file and target, as written there.
OF_ANOTHER_TABLE = frozenset(
    {
        ("app/demo/telling.py", "row.open"),
        ("app/jobs/units.py", "row.open"),
        ("app/domain/outbox.py", "row.open"),
        ("app/jobs/register.py", "values(open=)"),
        ("app/domain/purchasing/leaving.py", "order.open"),
        ("app/domain/purchasing/leaving.py", "order.closed_at"),
    }
)

# These tables are the ones that are guarded; their constructors take none of the names above.
MODELS = frozenset({"Order", "OrderLine"})


def writes(module: ast.Module) -> list[str]:
    """Every way in which this code sets a guarded name, as text."""
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.For | ast.NamedExpr):
            found += _assigned(node)
        elif isinstance(node, ast.Call):
            found += _called(node)
    return found


def _assigned(node: ast.Assign | ast.AnnAssign | ast.AugAssign | ast.For | ast.NamedExpr) -> list:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [
        dotted(part)
        for target in targets
        for part in ast.walk(target)
        if isinstance(part, ast.Attribute)
        and isinstance(part.ctx, ast.Store)
        and part.attr in GUARDED
    ]


def _called(node: ast.Call) -> list[str]:
    """`Order(open=1)`, `update(OrderLine).values(status=…)`, `setattr(line, "status", …)`."""
    name = dotted(node.func).rpartition(".")[2]
    words = [key.arg for key in node.keywords if key.arg in GUARDED]
    if name in MODELS or name == "values":
        quoted = [key for arg in node.args for key in _quoted(arg)]
        return [f"{name}({word}=)" for word in [*words, *quoted]]
    if name in {"setattr", "set_attribute", "set_committed_value"} and len(node.args) > 1:
        return [f"{name}({word})" for word in _quoted(node.args[1])]
    if name in {"insert", "update", "bulk_insert_mappings", "bulk_update_mappings", "execute"}:
        return [f"{name}({word})" for arg in node.args[1:] for word in _quoted(arg)]
    if name == "text" and node.args:
        return [f"text({word})" for word in _sql(node.args[0])]
    return []


def _quoted(node: ast.AST) -> list[str]:
    inside = [n.value for n in ast.walk(node) if isinstance(n, ast.Constant)]
    return [word for word in inside if isinstance(word, str) and word in GUARDED]


def _sql(node: ast.AST) -> list[str]:
    constants = (n.value for n in ast.walk(node) if isinstance(n, ast.Constant))
    inside = " ".join(value for value in constants if isinstance(value, str))
    writes_lines = "update order" in inside.lower() or "insert into order" in inside.lower()
    return ["order_lines"] if writes_lines else []


def makes(module: ast.Module, model: str) -> bool:
    """Whether the code constructs `model` or inserts into it."""
    calls = [node for node in ast.walk(module) if isinstance(node, ast.Call)]
    return any(
        dotted(node.func).rpartition(".")[2] == model
        or (dotted(node.func).endswith("insert") and node.args and dotted(node.args[0]) == model)
        for node in calls
    )


def test_only_the_lifecycle_writes_a_status() -> None:
    found = {(path, what) for path in python_files("app/", "bin/") for what in writes(tree(path))}
    mine = {what for path, what in found if path == WRITER}
    assert {"line.status", "line.open", "order.status", "order.closed_at"} <= mine
    others = {(path, what) for path, what in found if path != WRITER}
    assert others - OF_ANOTHER_TABLE == set()
    assert OF_ANOTHER_TABLE - others == set(), "an exception that is not needed any more"


def test_only_the_timeline_makes_events() -> None:
    makers = [path for path in python_files("app/") if makes(tree(path), "OrderEvent")]
    assert makers == [EVENTS]


def test_a_second_writer_is_noticed() -> None:
    sly = """
line.status = 'x'
a, line.open = 1, 2
Order(number=1, closed_at=now)
sa.update(OrderLine).values(status='x')
sa.update(OrderLine).values({'status_since': 1})
setattr(line, 'arrived_at', None)
session.execute(sa.insert(OrderLine), [{'open': 0}])
sa.text('UPDATE order_lines SET bin = 1')
"""
    assert writes(ast.parse(sly)) == [
        "line.status",
        "line.open",
        "Order(closed_at=)",
        "values(status=)",
        "values(status_since=)",
        "setattr(arrived_at)",
        "execute(open)",
        "text(order_lines)",
    ]
    assert makes(ast.parse("order.events.add(OrderEvent(verb='x'))"), "OrderEvent")
    assert makes(ast.parse("sa.insert(OrderEvent)"), "OrderEvent")
