"""Ends a run by naming what could not run and why, so that green never hides a missing tool."""

from collections import defaultdict

import pytest


class CouldNotRun:
    """Collects skips. Under xdist the controller sees the reports of all its workers."""

    def __init__(self) -> None:
        self.by_reason: dict[str, list[str]] = defaultdict(list)

    def _note(self, name: str, longrepr: object) -> None:
        reason = str(longrepr[2] if isinstance(longrepr, tuple | list) else longrepr)
        names = self.by_reason[reason.removeprefix("Skipped: ")]
        # A module that skips itself is collected once by every worker.
        if name not in names:
            names.append(name)

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            self._note(report.nodeid, report.longrepr)

    @pytest.hookimpl
    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self._note(report.nodeid, report.longrepr)

    @pytest.hookimpl
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self.by_reason:
            return
        terminalreporter.section("could not run")
        for reason, names in sorted(self.by_reason.items()):
            terminalreporter.line(f"{reason} ({len(names)})", yellow=True)
            for name in sorted(names):
                terminalreporter.line(f"  {name}")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(CouldNotRun(), "could-not-run")
