"""Mail: plain text in UTF-8, over a connection that is encrypted unless the server is on this machine."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime

from archive.publish.news.plain import plain
from crawler.fence import AddressRefusedError
from crawler.telling.connection import NOT_ENCODED, SECONDS, NotTakenError, connect, ended_after
from crawler.telling.settings import Mail

_SUBJECT = 200


class _FencedSmtp(smtplib.SMTP):
    """smtplib's client, whose connection is made behind the fence and ended in time."""

    def __init__(self, mail: Mail, context: ssl.SSLContext, ends: ExitStack) -> None:
        self._tls = context if mail.security == "tls" else None  # encrypted from the first byte (RFC 8314)
        self._ends = ends
        domain = mail.sender.rpartition("@")[2]  # the name of this machine is nobody's business
        super().__init__(mail.host, mail.port, local_hostname=domain, timeout=SECONDS)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        """Where smtplib itself tells SMTP_SSL from SMTP."""
        own = connect(host, port, timeout)
        self._ends.enter_context(ended_after(own, 2 * SECONDS))
        return self._tls.wrap_socket(own, server_hostname=host) if self._tls else own


@contextmanager
def _session(mail: Mail, password: str) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    with ExitStack() as ends, _FencedSmtp(mail, context, ends) as client:
        if mail.security == "starttls":
            client.starttls(context=context)
        if mail.user:
            client.login(mail.user, password)
        yield client


def compose(mail: Mail, to: str, message: str, subject: str, text: str, now: datetime) -> EmailMessage:
    """A mail whose Message-ID is the message's; ``subject`` is made one line, and no header can hold another."""
    written = EmailMessage(policy=SMTP_POLICY)
    written["From"] = mail.sender
    written["To"] = to
    written["Subject"] = plain(subject, _SUBJECT)
    written["Date"] = format_datetime(now)
    written["Message-ID"] = f"<{message}@{mail.sender.rpartition('@')[2]}>"
    written["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine answers
    written.set_content(text, charset="utf-8", cte="base64")
    return written


def send(mail: Mail, password: str, to: str, written: EmailMessage) -> None:
    """Hand a mail to the server. Raises NotTakenError where it does not take it."""
    try:
        with _session(mail, password) as session:
            session.send_message(written, mail.sender, [to])
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:
        raise NotTakenError(_why(error, to)) from error
    except (smtplib.SMTPException, OSError, AddressRefusedError) as error:
        raise NotTakenError(_why(error, to), is_of_all=True) from error
    except ValueError:  # of what was to be encoded or decoded, which it holds: a password, or a server's challenge
        raise NotTakenError(NOT_ENCODED, is_of_all=True) from None


def _why(error: Exception, to: str) -> str:
    """What went wrong, in the server's words where there are any, on one line; others read it, without the address."""
    said = re.sub(re.escape(to), "the recipient", f"{type(error).__name__}: {error}", flags=re.IGNORECASE)
    return plain(said)
