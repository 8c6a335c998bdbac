"""Rows of several ids become those of one: whatever showed that they are one document, its rows are joined here.

All of it in sets, for after a redesign of a site every document is another's address.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping

from sqlite_utils import Database

from archive.listings import join_listings

#: Tables whose rows belong to a document and a crawl, each with at most one row for what its key names.
_OF_CRAWL = ("sightings", "attachments", "document_parts", "past_documents")
_OF_DOCUMENT = ("document_versions", "reports", "changes")
_OLD = "(select old from temp.same)"
#: What a version has beside its row.
_OF_VERSION = ("document_texts", "file_readings", "file_parts")
_EQUAL = """
create temp table equal_versions as
select v.id as id, o.id as known
from sightings s join document_versions v on v.id = s.version join document_versions o on o.document = v.document
where s.crawl = :crawl and v.crawl = :crawl and v.document in (select keep from temp.same)
    and v.id = (select max(id) from document_versions where document = v.document)
    and o.id = (select max(p.id) from document_versions p where p.document = v.document and p.id < v.id
        and not exists (select 1 from crawls w where w.id = p.crawl and w.source = 'web archive'))
    and (v.entity_digest, v.content_digest, v.reader_version)
        is (o.entity_digest, o.content_digest, o.reader_version)
"""


def join_documents(db: Database, crawl: str, same: Mapping[str, str], rank: Callable[[str], tuple[bool, str]]) -> None:
    """Give every row of an id of ``same`` to the document it is; no document of it is itself an id of it.

    Of several readings of one document in ``crawl`` that of the id with the lowest ``rank`` stays; the captures all do.
    """
    if not same:
        return
    db.execute("create temp table same (old text primary key, keep text) without rowid")
    db.conn.executemany("insert into temp.same values (?, ?)", same.items())
    _keep_one_reading(db, crawl, rank)
    _point(db, crawl)
    join_listings(db, same)
    _join_rows(db)
    _forget_equal_versions(db, crawl)
    db.execute("drop table temp.same")


def _keep_one_reading(db: Database, crawl: str, rank: Callable[[str], tuple[bool, str]]) -> None:
    sql = (
        "select json_group_array(s.document) from sightings s "
        "left join temp.same t on t.old = s.document where s.crawl = ? "
        "group by coalesce(t.keep, s.document) having count(*) > 1"
    )
    for (together,) in db.execute(sql, [crawl]).fetchall():
        for document in sorted(json.loads(together), key=rank)[1:]:
            forget_reading(db, crawl, document)


def forget_reading(db: Database, crawl: str, document: str) -> None:
    """What a crawl read of a document is nobody's reading; the captures stay."""
    key = [crawl, document]
    versions = db.execute("select version from sightings where crawl = ? and document = ?", key).fetchall()
    for table in _OF_CRAWL:
        db.execute(f'delete from "{table}" where crawl = ? and document = ?', key)
    _delete_unseen(db, crawl, (version for (version,) in versions))


def _delete_unseen(db: Database, crawl: str, versions: Iterable[int]) -> None:
    """Drop versions of this crawl that no crawl sees any more."""
    for version in versions:
        unseen = "id = ? and crawl = ? and not exists (select 1 from sightings where version = document_versions.id)"
        if db.execute(f"delete from document_versions where {unseen}", [version, crawl]).rowcount:
            for table in _OF_VERSION:
                db.execute(f"delete from {table} where version = ?", [version])


def _point(db: Database, crawl: str) -> None:
    for table in _OF_DOCUMENT:
        kept = f'(select keep from temp.same where old = "{table}".document)'
        db.execute(f'update "{table}" set document = {kept} where document in {_OLD}')
    for table in _OF_CRAWL:
        kept = f'(select keep from temp.same where old = "{table}".document)'
        db.execute(f'update or ignore "{table}" set document = {kept} where document in {_OLD}')
        db.execute(f'delete from "{table}" where document in {_OLD}')
    # The versions of a file that is a document of its own stand under that; few are, and only those of old crawls.
    kept = "(select keep from temp.same where old = attachments.file)"
    db.execute(f"update attachments set file = {kept} where crawl = ? and file in {_OLD}", [crawl])
    files = f"select 1 from documents where state = 'file' and id in {_OLD} limit 1"
    if db.execute(files).fetchone():
        db.execute(f"update attachments set file = {kept} where file in {_OLD}")


def _join_rows(db: Database) -> None:
    """A document that is another one: that one has been seen since the first of both, and has all addresses."""
    db.execute(
        "update documents set first_seen = min(documents.first_seen, known.first_seen) from "
        "(select t.keep, min(d.first_seen) as first_seen from documents d join temp.same t on t.old = d.id "
        "group by t.keep) as known where documents.id = known.keep"
    )
    db.execute(f"delete from documents where id in {_OLD}")
    kept = "(select keep from temp.same where old = document_urls.document)"
    db.execute(f"update document_urls set document = {kept} where document in {_OLD}")


def _forget_equal_versions(db: Database, crawl: str) -> None:
    """A version of this crawl that equals the one before it, read under another address, is that one seen again."""
    db.execute(_EQUAL, {"crawl": crawl})
    db.execute("update sightings set version = e.known from temp.equal_versions e where sightings.version = e.id")
    for table in _OF_VERSION:
        db.execute(f"delete from {table} where version in (select id from temp.equal_versions)")
    db.execute("delete from document_versions where id in (select id from temp.equal_versions)")
    db.execute("drop table temp.equal_versions")
