"""A pytest plugin: tests of a change begin without what was remembered from before it.

Changes are tried in forks of a process that ran the tests already, so that a data file read there is read no more.
"""

from __future__ import annotations

import sys

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Clear every cache of the archive's modules."""
    modules = [module for name, module in sys.modules.items() if name.startswith("archive.")]
    for value in (value for module in modules for value in list(vars(module).values())):
        if hasattr(value, "cache_clear"):
            value.cache_clear()
