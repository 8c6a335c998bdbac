"""What a person has to mend: one class for each kind, caught once, at the command's boundary."""

from __future__ import annotations


class PortalFileError(Exception):
    """A portal file that cannot be used: says which file, which key, and why."""


class TellFileError(Exception):
    """A tell.yml that cannot be used, or a secret that the environment lacks: says which file, which key, and why."""


class UnknownPortalError(Exception):
    """Neither a built-in portal nor a path."""


class NoAddressError(Exception):
    """Nobody has said where the portal is."""


class NoContactError(Exception):
    """A host that is not this machine is not crawled before a contact is set."""


class CannotPurgeError(Exception):
    """A record that cannot be purged as asked: the message says why, and what to do."""


class StorageError(Exception):
    """The archive or the WARC could not be written: a full disk, a lost mount."""


class RecordError(Exception):
    """The record (WARC, manifests, imports) does not hold what archive.db is to be rebuilt from."""


class SigningFileError(Exception):
    """A signing.yml that cannot be used: says which file, which key, and why."""


class WebArchiveError(Exception):
    """A web archive, or a time of it, that cannot be used: says which, and why."""


class SpreadError(Exception):
    """A scheduler, or workers, that crawls cannot be spread over: says which, why, and what to do."""
