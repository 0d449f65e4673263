"""Logs are for machines to read and for people to search, and know no figures."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
import structlog
from flask import Flask


@pytest.mark.contract("B1")
def test_a_traceback_has_no_values(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    """One line of JSON, with the way to the error and without what the variables held."""
    try:
        _fail(Decimal(4700) + 11)
    except RuntimeError as error:
        structlog.get_logger().error("something", exc_info=error)
    (line,) = capsys.readouterr().out.splitlines()
    said = json.loads(line)
    assert (said["event"], said["level"]) == ("something", "error")
    assert "in _fail" in said["exception"]
    assert "4711" not in line


def _fail(price: Decimal) -> None:
    raise RuntimeError(f"wrong by {price.as_tuple().exponent}")
