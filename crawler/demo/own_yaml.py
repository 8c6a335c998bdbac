"""The demo's YAML, read by libyaml where PyYAML was built with it; the demo borrows nothing from what it tests."""

from __future__ import annotations

from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def own_yaml(text: str) -> Any:
    """Return the plain values that ``text`` stands for. Raises yaml.YAMLError."""
    return yaml.load(text, _LOADER)
