"""Is there a browser to use? Chromium as the machine has it; nothing is ever downloaded."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

#: Names the program instead of the PATH.
VARIABLE = "GONGKAI_CHROMIUM"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: How to get one, on one line.
INSTALL = "pip install -e '.[browser]' and a Chromium or Chrome (on the PATH, or named by GONGKAI_CHROMIUM)"


def find_chromium() -> Path | None:
    """The Chromium or Chrome that GONGKAI_CHROMIUM names, else the first on the PATH; None without one."""
    given = os.environ.get(VARIABLE)
    found = shutil.which(given) if given else next((path for name in _NAMES if (path := shutil.which(name))), None)
    return Path(found) if found else None


def why_not() -> str:
    """Why no browser can be used; empty where one can."""
    if find_spec("scrapy_playwright") is None:
        return "scrapy-playwright is not installed"
    if find_chromium() is None:
        given = os.environ.get(VARIABLE)
        return f"{VARIABLE} names no program" if given else "no Chromium is on the PATH"
    return ""
