"""What every part of a portal file, and of the other files that people write for us, is made of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

#: Words of a person: names, reasons.
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class Part(BaseModel):
    """A mapping of a portal file; a key it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def read_bounded(path: Path, most: int, refused: type[Exception]) -> bytes:
    """The bytes of a file. Raises ``refused``, naming the file, where it cannot be read or has more than ``most``."""
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise refused(f"{path}: cannot be read: {error.strerror}") from error
    if len(content) > most:
        raise refused(f"{path}: larger than {most} bytes")
    return content


def problems(path: Path, error: ValidationError) -> str:
    """What is wrong with a file, a line for each key: file, key and reason, and never a value."""
    return "\n".join(f"{path}: {problem}" for problem in _problems(error))


def _problems(error: ValidationError) -> Iterator[str]:
    for problem in error.errors(include_input=False):
        key = ".".join(str(part) for part in problem["loc"]) or "(the file)"
        yield f"{key}: {problem['msg'].removeprefix('Value error, ')}"
