"""How many requests a run may make, and how many it has made: counted at the gate, whatever asks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Budget:
    """Requests of one run, of which it ``allows`` so many.

    Every attempt counts that leaves for a host: robots.txt, second tries, what scripts ask for. A page that a browser
    renders counts as one beside those it makes.
    """

    allows: int
    requests: int = 0
    rendered: int = 0
    was_short: bool = False  # one more was to be made, and was not

    @property
    def left(self) -> int:
        """How many more may be made."""
        return self.allows - self.requests - self.rendered

    def spend(self, *, rendering: bool = False) -> bool:
        """Count a request that is about to be made; False where none is left, and then it is not to be made."""
        if self.left <= 0:
            self.was_short = True
            return False
        self.requests += not rendering
        self.rendered += rendering
        return True
