"""The two closing tables of a run, with and without parallel workers."""

import pytest

from environment import ROOT

pytest_plugins = ["pytester"]

SUITE = """
import pytest

@pytest.mark.contract("C10", "C2")
def test_holds():
    assert 1 == 1

@pytest.mark.contract("C2")
@pytest.mark.parametrize("n", [1, 2])
def test_breaks(n):
    assert n == 1

@pytest.mark.contract("B1")
def test_waits():
    pytest.skip("no browser here")
"""


@pytest.fixture
def suite(pytester):
    pytester.makepyprojecttoml(
        f"""
        [tool.pytest.ini_options]
        markers = ["contract(*ids): statements"]
        pythonpath = ["{ROOT}"]
        """
    )
    pytester.makeconftest(
        'pytest_plugins = ["tests.plugins.contract_table", "tests.plugins.could_not_run"]'
    )
    pytester.makepyfile(SUITE)
    return pytester


@pytest.mark.parametrize("workers", ["0", "2"])
def test_tables_are_the_same_with_and_without_workers(suite, workers):
    result = suite.runpytest_subprocess("-n", workers)
    result.assert_outcomes(passed=2, failed=1, skipped=1)
    result.stdout.fnmatch_lines(
        [
            "*= contract =*",
            "B1   1 skipped",
            "C2   1 failed, 2 passed",
            "C10  1 passed",
            "*= could not run =*",
            "no browser here (1)",
            "  test_tables_are_the_same_with_and_without_workers.py::test_waits",
        ]
    )


def test_a_mark_without_an_id_is_refused(suite):
    suite.makepyfile("import pytest\n\n@pytest.mark.contract()\ndef test_x():\n    pass\n")
    result = suite.runpytest_subprocess("-p", "no:cacheprovider")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
