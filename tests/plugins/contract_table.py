"""Ends a run with a table of the contract: `C8  3 passed` for every statement that tests name.

A test names them by `@pytest.mark.contract("C8", "C9")`. The ids travel in the report's
user_properties, the only thing of ours that xdist carries from its workers to the controller.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

import pytest

PROPERTY = "contract"
_ORDER = ("failed", "skipped", "passed")


def _natural(identifier: str) -> tuple[str | int, ...]:
    return tuple(int(part) if part.isdigit() else part for part in re.split(r"(\d+)", identifier))


class ContractTable:
    """Collects the outcome of each test that proves a statement."""

    def __init__(self) -> None:
        self.outcomes: dict[str, str] = {}
        self.tests: dict[str, set[str]] = defaultdict(set)

    @pytest.hookimpl
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            for mark in item.iter_markers("contract"):
                if not mark.args or not all(isinstance(name, str) for name in mark.args):
                    raise pytest.UsageError(f"{item.nodeid}: contract() needs ids such as 'C8'")
                item.user_properties += [(PROPERTY, name) for name in mark.args]

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        names = [value for key, value in report.user_properties if key == PROPERTY]
        if not names:
            return
        for name in names:
            self.tests[name].add(report.nodeid)
        # Set-up, call and clean-up report one by one: the worst of them counts.
        known = self.outcomes.get(report.nodeid, "passed")
        self.outcomes[report.nodeid] = min(known, report.outcome, key=_ORDER.index)

    @pytest.hookimpl
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self.tests:
            return
        terminalreporter.section("contract")
        for line in self.lines():
            terminalreporter.line(line, red="failed" in line, yellow="skipped" in line)

    def lines(self) -> Iterable[str]:
        """The table, a line for each statement, in the order people count: C2 before C10."""
        width = max(map(len, self.tests))
        for name in sorted(self.tests, key=_natural):
            counts = Counter(self.outcomes[test] for test in self.tests[name])
            words = [f"{counts[outcome]} {outcome}" for outcome in _ORDER if counts[outcome]]
            yield f"{name:<{width}}  {', '.join(words)}"


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(ContractTable(), "contract-table")
