"""docs/numpy-coverage.md is current, and the table covers what it must."""

from tests.stubs.coverage import LIST, REPORT, functions, of_installed_numpy, report, share

LEAST_SHARE = 0.95


def test_the_table_covers_numpy() -> None:
    covered, count = share(functions())
    assert covered / count >= LEAST_SHARE


def test_the_document_is_current() -> None:
    assert REPORT.read_text() == report(), "run: python -m tests.stubs.coverage --write"


def test_the_list_has_every_function_of_the_installed_numpy() -> None:
    missing = set(of_installed_numpy()) - {each.name for each in functions()}
    assert not missing, f"write them into {LIST.name}: {sorted(missing)}"


def test_little_is_left_out() -> None:
    """What is not about arrays is a small part, and has no rule that says more of it."""
    excluded = [each for each in functions() if each.excluded]
    assert len(excluded) < 70
    assert len(functions()) > 600
