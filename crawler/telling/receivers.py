"""Who is told: each webhook, and each person of a mail by themselves, so that what one took is not sent to them again
because another did not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from crawler.errors import TellFileError
from crawler.telling import mail, webhook
from crawler.telling.content import Content
from crawler.telling.settings import Channel, Mail, TellFile, Webhook

#: News of one webhook message: mostly fewer than the 20 kB that Standard Webhooks advises.
_MOST_ITEMS = 10
_ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class Receiver:
    """One end of a channel: ``key`` tells it from all others, ``most_items`` is how many news a message may have.

    ``send`` is given a message's id and content and the time; it raises crawler.telling.connection.NotTakenError.
    ``show`` is what it would send. ``digest``: it is sent the digest.
    """

    key: str
    channel: Channel
    most_items: int
    digest: bool
    send: Callable[[str, Content, datetime], None]
    show: Callable[[str, Content, datetime], str]

    @property
    def name(self) -> str:
        """What others may know of it."""
        return name_of(self.key)


def name_of(key: str) -> str:
    """Kind and name of the channel of a receiver: of a person who is written to without the address."""
    return " ".join(key.split(" ")[:2])


def receivers(said: TellFile, environment: Mapping[str, str]) -> tuple[Receiver, ...]:
    """Everybody whom tell.yml names. Raises crawler.errors.TellFileError where a secret or a password is none."""
    return (
        *(_webhook(hook, environment[hook.secret_from]) for hook in said.webhooks),
        *(each for letter in said.mails for each in _mails(letter, environment)),
    )


def _webhook(hook: Webhook, secret: str) -> Receiver:
    secrets = webhook.read_secrets(hook.secret_from, secret)

    def send(message: str, content: Content, now: datetime) -> None:
        webhook.post(hook.url, message, content.body(), secrets, now)

    def show(message: str, content: Content, now: datetime) -> str:
        return f"POST {hook.url}\nwebhook-id: {message}\n\n{content.body().decode('utf-8')}"

    return Receiver(f"webhook {hook.name}", hook, _MOST_ITEMS, False, send, show)


def _mails(letter: Mail, environment: Mapping[str, str]) -> Iterator[Receiver]:
    password = _password(letter.password_from, environment) if letter.password_from else ""
    return (_mail(letter, to, password) for to in letter.to)


def _password(variable: str, environment: Mapping[str, str]) -> str:
    """The password of a variable. SMTP's client sends ASCII alone, and its error would show what it was given."""
    password = environment[variable]
    if not (password.isascii() and password.isprintable()):
        raise TellFileError(f"{variable}: a password is of printable ASCII characters alone")
    return password


def _mail(letter: Mail, to: str, password: str) -> Receiver:
    def send(message: str, content: Content, now: datetime) -> None:
        mail.send(letter, password, to, mail.compose(letter, to, message, content.subject, content.text, now))

    def show(message: str, content: Content, now: datetime) -> str:
        return f"To: {to}\nSubject: {content.subject}\nMessage-ID: {message}\n\n{content.text}"

    return Receiver(f"mail {letter.name} {to}", letter, _ALL, letter.digest, send, show)
