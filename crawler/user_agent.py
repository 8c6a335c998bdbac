"""Who asks, as every request of ours says it."""

from __future__ import annotations

from importlib.metadata import version

#: What groups of robots.txt call us (RFC 9309, 2.2.1), and our user agent begins with.
PRODUCT = "gongkai"


def user_agent(contact: str) -> str:
    """The one user agent there is: the program, its version and whom to write to."""
    return (
        f"{PRODUCT}/{version('gongkai')} (archive of public disclosure portals; contact: {contact or 'loopback only'})"
    )
