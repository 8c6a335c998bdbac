"""变动: what became different between accepted live crawls of a portal, from rows alone.

Computed in the transaction in which a crawl closes as accepted, so that a rebuild gives the same. Only what was seen
is said: a column is compared with the last crawl of the same binding that read its list to the end, texts only as one
reader reads them, and what is not there is missing until a second look, a good part of a day later, shows the same.
"""

from archive.changes.close import comparing

__all__ = ["comparing"]
