"""The language of the pages: Chinese and English side by side, until a reader chooses one of them.

A choice is made with ``?_lang=zh``, ``en`` or ``both`` on any page, and kept in a cookie. It concerns our own words;
what the authority wrote stays as it is. The document's language stays Chinese, since most of what a page shows is, and
English words are marked as such wherever they stand (WCAG 2.1, 3.1.2).
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode

from markupsafe import Markup

from archive.publish.plugin.headers import Application, Message, Receive, Scope, Send

PARAMETER, COOKIE = "_lang", "gongkai_lang"
BOTH, CHINESE, ENGLISH = "both", "zh", "en"
#: What a reader may choose, and what the choice is called in its own language.
CHOICES = {BOTH: "双语 Bilingual", CHINESE: "中文", ENGLISH: "English"}
_YEAR = 365 * 24 * 3600
#: The language of the request that is answered now: each is answered in a task, and so in a context, of its own.
_CHOSEN: ContextVar[str] = ContextVar("language", default=BOTH)
_CHINESE = Markup('<span lang="zh-Hans">{}</span>')
_ENGLISH = Markup('<span lang="en">{}</span>')
_BOTH = Markup('{} <span lang="en" class="en">{}</span>')


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the languages that a page can be read in, and the address of the same page in it."""

    key: str
    name: str
    address: str
    chosen: bool


def chosen() -> str:
    """The language of this request: ``both``, ``zh`` or ``en``."""
    return _CHOSEN.get()


def in_words(zh: object, en: object, **values: object) -> Markup:
    """Words of ours in the language that was chosen, as markup; ``{name}`` stands for one of ``values``.

    What is no markup yet is escaped, the words as well as the values.
    """
    chinese, english = (Markup.escape(words).format(**values) if values else Markup.escape(words) for words in (zh, en))
    if chosen() == CHINESE:
        return chinese
    if chosen() == ENGLISH:
        return _ENGLISH.format(english)
    return _BOTH.format(chinese, english)


def in_plain_words(zh: str, en: str, **values: object) -> str:
    """The same without markup, for attributes and titles."""
    if values:
        zh, en = zh.format(**values), en.format(**values)
    return {CHINESE: zh, ENGLISH: en}.get(chosen(), f"{zh} {en}")


#: What templates call them.
HELPERS = {"t": in_words, "ta": in_plain_words}


def choices(query: str) -> tuple[Choice, ...]:
    """Where the page that is asked for with ``query`` stands in each language; addresses are relative to its own."""
    kept = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name != PARAMETER]
    return tuple(
        Choice(key, name, f"?{urlencode([*kept, (PARAMETER, key)])}", key == chosen()) for key, name in CHOICES.items()
    )


def with_language(application: Application, prefix: str) -> Application:
    """The application, asked in the language that the address says, else the cookie; the address is remembered.

    ``scope["language"]`` says which one it is. ``prefix`` is where the site begins, for the cookie. No cookie is handed
    on: nobody logs in, and Datasette fails on one that is no UTF-8.
    """

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        asked = _asked(scope)
        language = asked or _remembered(scope) or BOTH
        _CHOSEN.set(language)

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", []), (b"vary", b"Cookie")]
                message = {**message, "headers": [*headers, _cookie(language, prefix)] if asked else headers}
            await send(message)

        headers = [header for header in scope["headers"] if bytes(header[0]).lower() != b"cookie"]
        await application({**scope, "headers": headers, "language": language}, receive, told)

    return wrapped


def _asked(scope: Scope) -> str:
    said = parse_qsl(bytes(scope["query_string"]).decode("latin-1"))
    return next((value for name, value in reversed(said) if name == PARAMETER and value in CHOICES), "")


def _remembered(scope: Scope) -> str:
    sent = b"; ".join(bytes(value) for name, value in scope["headers"] if bytes(name).lower() == b"cookie")
    try:
        kept = SimpleCookie(sent.decode("latin-1")).get(COOKIE)
    except CookieError:
        return ""
    return kept.value if kept is not None and kept.value in CHOICES else ""


def _cookie(language: str, prefix: str) -> tuple[bytes, bytes]:
    said = f"{COOKIE}={language}; Path={prefix}; Max-Age={_YEAR}; SameSite=Lax; HttpOnly"
    return b"set-cookie", said.encode()
