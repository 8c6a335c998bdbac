"""Evidence while documents are withheld: the same rows before and after, in number and in kind."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Mapping

#: Shows the rows that were kept by their ids.
_KEPT_SQL = (
    "select x.document, d.title, d.published_on, d.url, d.state, d.channel, d.characters from withheld_evidence x "
    "left join documents d on d.id = x.document where x.evidence = {} order by x.position"
)
_TEXTS = "select sql, max(of_withheld) from ({}) where sql <> '' group by sql"
_OF_TABLE = "select sql, {condition} as of_withheld from {table}"
_NOTED = "select id, note from findings where sql = ? order by id"


class Evidence:
    """What every evidence SQL of ``public`` gives now; made before rows are emptied, ``keep`` is called after.

    ``looks_into_words`` is a pattern of what stands in SQL whose rows may be others once words are gone, ``tables`` are
    those with evidence, and in each the rows of withheld reports (``withheld.yml``).
    ``temp.withheld_ids`` and ``temp.withheld_reports`` say what is withheld.
    """

    def __init__(self, public: sqlite3.Connection, looks_into_words: str, tables: Mapping[str, str]) -> None:
        public.execute("analyze")  # hundreds of queries are asked
        self._public = public
        self._tables = tables
        self._looks = re.compile(looks_into_words, re.IGNORECASE)
        self._withheld = {row for (row,) in public.execute("select id from withheld_ids")}
        asked = (_OF_TABLE.format(table=table, condition=condition) for table, condition in tables.items())
        texts = public.execute(_TEXTS.format(" union all ".join(asked))).fetchall()
        #: The SQL of a withheld report's findings may hold its words.
        self._forced = {sql for sql, of_withheld in texts if of_withheld}
        self._rows = {sql: found for sql, _ in texts if (found := self._documents(sql)) is not None}

    def keep(self) -> None:
        """Note on findings how many of their rows are withheld; keep the rows of SQL that gives others now."""
        for sql, documents in self._rows.items():
            withheld = sum(document in self._withheld for document in documents)
            if withheld:
                self._note(sql, withheld)
            if sql in self._forced or self._differs(sql, documents):
                self._replace(sql, documents)
        for sql in self._forced - self._rows.keys():  # it gives no documents, and may still hold the report's words
            self._set(sql, "")

    def _differs(self, sql: str, documents: list[str]) -> bool:
        return bool(self._looks.search(sql)) and sorted(self._documents(sql) or ()) != sorted(documents)

    def _documents(self, sql: str) -> list[str] | None:
        """The documents behind an evidence SQL, as often as they are rows; None where it gives none."""
        try:
            return [str(document) for (document,) in self._public.execute(f"select document from ({sql})")]
        except sqlite3.Error:
            return None

    def _note(self, sql: str, withheld: int) -> None:
        noted = self._public.execute(_NOTED, [sql]).fetchall()
        added = {"key": "withheld", "documents": withheld}
        texts = [(json.dumps([*json.loads(note or "[]"), added], ensure_ascii=False), key) for key, note in noted]
        self._public.executemany("update findings set note = ? where id = ?", texts)

    def _replace(self, sql: str, documents: list[str]) -> None:
        (number,) = self._public.execute("select coalesce(max(evidence), 0) + 1 from withheld_evidence").fetchone()
        if not documents:
            (number,) = (0,)  # no rows: none are kept, and none are shown
        self._public.executemany(
            "insert into withheld_evidence values (?, ?, ?)",
            [(number, position, document) for position, document in enumerate(documents, 1)],
        )
        self._set(sql, _KEPT_SQL.format(number))

    def _set(self, sql: str, instead: str) -> None:
        for table in self._tables:
            self._public.execute(f"update {table} set sql = ? where sql = ?", [instead, sql])
