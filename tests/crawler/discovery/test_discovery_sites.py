"""What discovery makes of small sites of different kinds, from their home page alone."""

from __future__ import annotations

