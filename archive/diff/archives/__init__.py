"""Two archives of one portal beside each other: who saw what when, and where the bytes differ.

Both are read in the order of addresses, one row after the other, so that an archive of any size takes no memory. What
one of them has not is told with what it knows: an address that nobody asked for is not one where nothing is.
"""
