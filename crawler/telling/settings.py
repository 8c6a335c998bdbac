"""tell.yml in the archive's folder: who is told what. Without the file nobody is told anything.

A file that is wrong is refused with its name, the key and the reason. Secrets are in the environment alone; the file
names the variables, and is refused where it holds a secret itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from archive.changes.words import kinds
from archive.plain_yaml import NotPlainError, read_plain
from crawler.configuration import problems, read_bounded
from crawler.errors import TellFileError
from crawler.fence import is_own
from crawler.portal import HttpUrl, Key

FILE = "tell.yml"
MAX_FILE_BYTES = 200_000
MOST_CHANNELS, MOST_RECIPIENTS = 20, 50
#: Keys under which people write secrets, and how a secret of a webhook begins.
_SECRETS = re.compile(r"(?i)(?:.*_)?(?:secret|password|passwd|passphrase|token|api_?key|credentials?)")
_SIGNED_WITH = "whsec_"
_UNSEEN = re.compile(r"[\s\x00-\x20\x7f-\U0010ffff]")
_LINE = re.compile(r", line \d{1,9}, column \d{1,9}")
_LONGEST_LABEL = 63
_MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")


def _receiver(value: str) -> str:
    if _UNSEEN.search(value) or "\\" in value:
        raise ValueError("must be an address without spaces, control or Chinese characters")
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:  # which shows what it could not read: a password, where the host was forgotten
        raise ValueError("must be an https:// address") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise ValueError("must be an https:// address")
    _host(parts.hostname)
    if parts.scheme == "http" and not is_own(parts.hostname):
        raise ValueError("must be an https:// address; http:// only for localhost or a number of a private network")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("must not carry a user name, password, query or fragment")
    return value


def _host(value: str) -> str:
    """The name of a host, of which each part has 1 to 63 characters (RFC 1035, 2.3.4); the root's may end it."""
    if not all(0 < len(label) <= _LONGEST_LABEL for label in value.removesuffix(".").split(".")):
        raise ValueError(f"must name a host whose parts between the full stops have 1 to {_LONGEST_LABEL} characters")
    return value


def _mailbox(value: str) -> str:
    if not _MAILBOX.fullmatch(value):
        raise ValueError("must be one address, as in editors@example.org, without a name")
    return value


Topic = Literal["changes", "findings", "runs"]
Receiver = Annotated[str, AfterValidator(_receiver)]
Host = Annotated[str, Field(pattern=r"^[A-Za-z0-9](?:[A-Za-z0-9.:-]{0,252}[A-Za-z0-9])?$"), AfterValidator(_host)]
Mailbox = Annotated[str, AfterValidator(_mailbox)]
Variable = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{0,99}$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Channel(_Part):
    """Who is told: about what, of which portals and kinds of changes (empty: all)."""

    name: Key
    about: tuple[Topic, ...] = ("changes", "findings", "runs")
    portals: tuple[Key, ...] = ()
    kinds: tuple[str, ...] = ()

    @field_validator("kinds")
    @classmethod
    def _known_kinds(cls, said: tuple[str, ...]) -> tuple[str, ...]:
        for kind in said:
            if kind not in kinds():
                raise ValueError(f"unknown kind of change {kind!r}; there are {', '.join(kinds())}")
        return said


class Webhook(Channel):
    """A server that is sent JSON. ``secret_from`` names the variable of the secret that signs it."""

    url: Receiver
    secret_from: Variable


class Mail(Channel):
    """People who are written to. ``password_from`` names the variable of the password of ``user``."""

    host: Host
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: Annotated[str, Field(pattern=r"^[\x21-\x7e]{0,255}$")] = ""
    password_from: Variable | None = None
    sender: Mailbox = Field(alias="from")
    to: tuple[Mailbox, ...] = Field(min_length=1, max_length=MOST_RECIPIENTS)
    about: tuple[Topic, ...] = ("findings", "runs")
    digest: bool = False

    @model_validator(mode="after")
    def _safe(self) -> Mail:
        if self.security == "none" and not _is_this_machine(self.host):
            raise ValueError("security none is for a server on this machine alone")
        if bool(self.user) != bool(self.password_from):
            raise ValueError("user and password_from go together")
        return self


class TellFile(_Part):
    """What tell.yml says. ``site`` is where public.db is served: links lead there.

    ``give_up_after``: days after which a message that nobody takes is tried no more. ``since``: what crawls from that
    day on showed is told; without it, what the newest crawl showed when a channel is first met, and all later ones.
    """

    site: HttpUrl = ""
    feeds: bool = False
    digest: bool = False
    webhooks: tuple[Webhook, ...] = Field(default=(), max_length=MOST_CHANNELS)
    mails: tuple[Mail, ...] = Field(default=(), max_length=MOST_CHANNELS)
    give_up_after: int = Field(default=7, ge=1, le=60)
    since: date | None = None

    @model_validator(mode="after")
    def _consistent(self) -> TellFile:
        names = [channel.name for channel in (*self.webhooks, *self.mails)]
        if len(names) != len(set(names)):
            raise ValueError("two channels have one name")
        if self.feeds and not self.site:
            raise ValueError("feeds need the site to which their entries lead")
        if not self.digest and any(mail.digest for mail in self.mails):
            raise ValueError("a mail of the digest needs digest: true")
        return self

    @property
    def variables(self) -> Iterator[tuple[str, str]]:
        """The keys that name variables of the environment, and the variables."""
        yield from ((f"webhooks.{n}.secret_from", hook.secret_from) for n, hook in enumerate(self.webhooks))
        yield from ((f"mails.{n}.password_from", m.password_from) for n, m in enumerate(self.mails) if m.password_from)


def read_tell_file(archive: Path, environment: Mapping[str, str] | None) -> TellFile | None:
    """What tell.yml of the archive says; None where there is none. Every variable that it names is set, unless
    nothing is to be sent (``environment`` is None).

    Raises TellFileError naming file, key and reason, and never a value.
    """
    path = archive / FILE
    if not path.exists():
        return None
    data = _load(path)
    for key in _secrets(data, ()):
        raise TellFileError(f"{path}: {key}: a secret does not stand in the file: put it into a variable of the "
                            "environment, and name that with secret_from or password_from")  # fmt: skip
    try:
        said = TellFile.model_validate(data)
    except ValidationError as error:
        raise TellFileError(problems(path, error)) from error
    for key, variable in said.variables:
        if environment is not None and not environment.get(variable):
            raise TellFileError(f"{path}: {key}: the environment has no variable {variable}")
    return said


def _load(path: Path) -> dict[str, Any]:
    content = read_bounded(path, MAX_FILE_BYTES, TellFileError)
    try:
        data = read_plain(content)
    except NotPlainError as error:
        # The parser shows the line itself, in which a secret may stand.
        raise TellFileError(f"{path}: not YAML{''.join(_LINE.findall(str(error))[-1:])}") from None
    if not isinstance(data, dict):
        raise TellFileError(f"{path}: is a mapping of keys")
    return data


def _secrets(value: Any, place: tuple[str, ...]) -> Iterator[str]:
    """The keys under which secrets stand."""
    if isinstance(value, str) and _SIGNED_WITH in value:
        yield ".".join(place)
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in parts:
        here = (*place, str(key))
        if _SECRETS.fullmatch(str(key)):
            yield ".".join(here)
        yield from _secrets(each, here)


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
