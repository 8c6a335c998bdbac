"""Files and addresses that a person names on the command line."""

from __future__ import annotations

import re
from pathlib import Path

from crawler.reading import ReadingError

#: What begins so is an address; anything else is a file.
ADDRESS = re.compile(r"https?://", re.IGNORECASE)
#: What a person keeps as one document; the readers have limits of their own for what unfolds from it.
MAX_FILE_BYTES = 64_000_000


def read_input(path: Path) -> bytes:
    """The bytes of a file. Raises ReadingError, which names the file and the reason."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise ReadingError(str(path), f"cannot be read: {error.strerror}") from error
    if len(content) > MAX_FILE_BYTES:
        raise ReadingError(str(path), f"larger than {MAX_FILE_BYTES // 1_000_000} MB: no document is")
    return content
