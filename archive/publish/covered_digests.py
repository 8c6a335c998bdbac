"""Digests of texts in which something was masked: they would give away what the mask covers.

A mask keeps the length and all that stands around a number. Whoever has the digest of the text as it was tries every
number until the digest agrees: a mobile number of which three digits are legible takes minutes. In public.db such a
digest becomes ``masked-1``, ``masked-2``, …, the same for the same text, so that reposts stay reposts.
"""

from __future__ import annotations

import sqlite3

_COVERED = """
create temp table covered as
select content_digest as digest, row_number() over (order by min(id)) as number from document_versions
where content_digest <> '' and id in (
    select row_id from masked where row_table = 'document_texts' and row_column in ('text', 'layout'))
group by content_digest
"""
_TABLES = ("documents", "document_versions")


def cover_digests(public: sqlite3.Connection) -> int:
    """Replace the digests of masked texts; return how many there were. To be called on a whole copy."""
    public.execute(_COVERED)
    public.execute("create unique index temp.covered_digest on covered (digest)")
    for table in _TABLES:
        public.execute(
            f"update {table} set content_digest = 'masked-' || c.number from covered c where c.digest = content_digest"
        )
    (covered,) = public.execute("select count(*) from covered").fetchone()
    public.execute("drop table covered")
    return int(covered)
