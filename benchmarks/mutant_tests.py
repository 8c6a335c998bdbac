"""A pytest plugin for tests of a change: nothing is remembered from before it, and random examples come last.

Changes are tried in forks of a process that ran the tests already, so that a data file read there is read no more.
Most changes are noticed by a test of one example, in a hundredth of the time that hundreds of random ones take.
"""

from __future__ import annotations

import sys

import pytest

from archive import measures, subtotals


def clear_caches() -> None:
    """Clear every cache of the archive's modules."""
    modules = [module for name, module in sys.modules.items() if name.startswith("archive.")]
    for value in (value for module in modules for value in list(vars(module).values())):
        if hasattr(value, "cache_clear"):
            value.cache_clear()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests with random examples after all others."""
    items.sort(key=lambda item: hasattr(getattr(item, "obj", None), "hypothesis"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Every test makes measures and kinds anew, so that mutmut knows of each that it depends on how they are made."""
    measures.templates.cache_clear()
    subtotals.kinds.cache_clear()
