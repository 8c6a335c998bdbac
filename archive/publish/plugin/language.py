"""The language of the pages: Chinese and English side by side, until a reader chooses one of them.

A choice is made with ``?_lang=zh``, ``en`` or ``both`` on any page, and kept in a cookie. It concerns our own words;
what the authority wrote stays as it is.

The language of the document (WCAG 2.1, 3.1.1) is that of our words, Chinese where both stand side by side: it is what
``hreflang`` of the link says, what a search engine or a browser that offers to translate goes by, and the one of the
title and of the names in the head of the page. ``<main>`` is Chinese in every view, for most of what it shows is the
authority's: what nobody marked is read by a Chinese voice, which reads digits and English too, where an English voice
is silent at Chinese. English words of ours are marked wherever they stand in it (3.1.2). A name that is an attribute
(``aria-label``) has the language of its element.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode

from markupsafe import Markup

from archive.labels import Label
from archive.publish.plugin.headers import Application, Message, Receive, Scope, Send

PARAMETER, COOKIE = "_lang", "gongkai_lang"
BOTH, CHINESE, ENGLISH = "both", "zh", "en"
#: What a reader may choose, and what the choice is called in its own language.
CHOICES = {BOTH: "双语 Bilingual", CHINESE: "中文", ENGLISH: "English"}
_YEAR = 365 * 24 * 3600
#: The language of the request that is answered now: each is answered in a task, and so in a context, of its own.
_CHOSEN: ContextVar[str] = ContextVar("language", default=BOTH)
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


def words_language() -> str:
    """The language of plain words of ours (BCP 47), for ``lang``; where both stand side by side, that of the first."""
    return "en" if chosen() == ENGLISH else "zh-Hans"


def in_words(zh: object, en: object, /, **values: object) -> Markup:
    """Words of ours in the language that was chosen, as markup; ``{name}`` stands for one of ``values``.

    What is no markup yet is escaped, the words as well as the values. Without ``en``, as of a name that nobody
    translated, or where it is the same, ``zh`` stands in every view.
    """
    if not values:
        return _fixed(zh, en, chosen())
    chinese, english = (Markup.escape(words).format(**values) for words in (zh, en or ""))
    return _chosen_of(chinese, english, chosen())


@lru_cache(maxsize=4096, typed=True)  # typed: a text is escaped, and the same one as markup is not
def _fixed(zh: object, en: object, language: str) -> Markup:
    """Words without values, of which a long page has a few hundred, thousands of times."""
    return _chosen_of(Markup.escape(zh), Markup.escape(en or ""), language)


def _chosen_of(chinese: Markup, english: Markup, language: str) -> Markup:
    if language == CHINESE or not english or _same(chinese, english):
        return chinese
    return _ENGLISH.format(english) if language == ENGLISH else _BOTH.format(chinese, english)


def _same(zh: str, en: str) -> bool:
    """Whether there is nothing to translate: a number, or a name that is the same in both."""
    return zh.replace(" ", "") == en.replace(" ", "")


def in_plain_words(zh: str, en: str | None, /, **values: object) -> str:
    """The same without markup, for attributes and titles."""
    if values:
        zh, en = zh.format(**values), (en or "").format(**values)
    if not en or _same(zh, en):
        return zh
    return {CHINESE: zh, ENGLISH: en}.get(chosen(), f"{zh} {en}")


def plain(label: Label) -> str:
    """The words of a label without markup."""
    return in_plain_words(label.zh, label.en)


def block_in(language: str, block: Callable[[], str]) -> str:
    """A block of a template in one language, whatever was chosen."""
    before = _CHOSEN.set(language)
    try:
        return block()
    finally:
        _CHOSEN.reset(before)


#: What templates call them: ``t(zh, en)`` in text, ``ta(zh, en)`` in attributes and titles.
HELPERS = {
    "t": in_words,
    "ta": in_plain_words,
    "plain": plain,
    "block_in": block_in,
    "words_language": words_language,
}


def choices(query: str) -> tuple[Choice, ...]:
    """Where the page that is asked for with ``query`` stands in each language; addresses are relative to its own."""
    kept = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name != PARAMETER]
    return tuple(
        Choice(key, name, f"?{urlencode([*kept, (PARAMETER, key)])}", key == chosen()) for key, name in CHOICES.items()
    )


def with_language(application: Application, prefix: str) -> Application:
    """The application, asked in the language that the address says, else the cookie; the address is remembered.

    ``scope["language"]`` says which one it is. ``prefix`` is where the site begins, for the cookie. No cookie is handed
    on: nobody logs in, and Datasette fails on one that is no UTF-8. A site within a site, as that of a snapshot, is in
    the language of the outer one.
    """

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or "language" in scope:
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
