"""What a stranger may write to steer the terminal of whoever reads it."""

from __future__ import annotations

#: Clears the screen, writes the title of the window, colours, a link, C1 of the same, and turns the line.
CODES = ["\x1b[2J", "\x1b]0;owned\x07", "\x1b[31m", "\x1b]8;;http://evil.invalid\x07", "\x9b31m", "\x9d0;x\x9c", "\r",
         "\x08\x08", "\x7f", "\u202e", "\u2066", "\x00", "\x0e"]  # fmt: skip
