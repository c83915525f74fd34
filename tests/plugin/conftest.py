"""The runs of mypy that take minutes belong to the long set: `pytest -m slow`."""

import pytest

LONG = {"test_fuzz", "test_robust", "test_caches"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.stem in LONG:
            item.add_marker(pytest.mark.slow)
