"""Series: what the numbers on documents tell of those that are not there.

Document numbers (文号) and index numbers (索引号) are given one after the other, by issuer, kind and year. ``numbers``
reads them, ``owner`` tells whose they are, ``series`` finds what lies between the first and the last, ``cited`` what
texts name; all that is pure. ``gather`` and ``store`` ask the archive and write the tables.
"""
