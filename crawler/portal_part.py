"""What every part of a portal file is made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

#: Words of a person: names, reasons.
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class Part(BaseModel):
    """A mapping of a portal file; a key it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)
