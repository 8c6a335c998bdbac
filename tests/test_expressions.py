"""No regular expression of the readers explodes on what a stranger could repeat: its own words, over and over."""

from __future__ import annotations

import importlib
import pkgutil
import re
import signal
from collections.abc import Iterator
from types import ModuleType

import pytest

import archive.reports
import crawler.reading

REPEATED = 40  # often enough that two ways to read one word would be a million million
SECONDS = 0.5
#: The alarm is this file's own: a thread looks after the time of its tests, whose expressions the alarm ends.
pytestmark = pytest.mark.timeout(method="thread")
_WORDS = re.compile(r"[\u4e00-\u9fff]{1,4}|[A-Za-z]{1,8}|[.…，、：:; 　_()\[\]<>\"'/&-]")
ALWAYS = ("1", " ", "a", "年", "\t")
END = "\x01"  # what no expression ends with, so that every way is tried


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(module.name)


def _patterns(found: object) -> Iterator[re.Pattern]:
    if isinstance(found, re.Pattern):
        yield found
    elif isinstance(found, (tuple, list)):
        for part in found:
            yield from _patterns(part)
    elif isinstance(found, dict):
        yield from _patterns(list(found.values()))


def _made(module: ModuleType) -> Iterator[tuple[str, re.Pattern]]:
    """The expressions of a module: its own, and those that a function without arguments makes once."""
    for name, value in vars(module).items():
        if hasattr(value, "cache_info"):
            try:
                value = value()
            except TypeError:
                continue
        yield from ((f"{module.__name__}.{name}", pattern) for pattern in _patterns(value))


EXPRESSIONS = sorted(
    {made for package in (crawler.reading, archive.reports) for module in _modules(package) for made in _made(module)},
    key=lambda made: (made[0], str(made[1].pattern)),
)


def _attacks(pattern: re.Pattern) -> Iterator[str | bytes]:
    source = pattern.pattern
    is_bytes = isinstance(source, bytes)
    words = {*_WORDS.findall(source.decode("latin-1") if is_bytes else source), *ALWAYS}
    for word in sorted(words):
        if not is_bytes:
            yield word * REPEATED + END
        elif word.isascii():
            yield word.encode() * REPEATED + END.encode()


def _too_long(*_: object) -> None:
    raise TimeoutError


def test_there_are_expressions_to_try():
    assert len(EXPRESSIONS) > 100


def test_an_expression_that_explodes_is_noticed():
    with pytest.raises(TimeoutError):
        _try(re.compile("(?:共有|共|有)*$"), "共有" * REPEATED + END)


def _try(pattern: re.Pattern, text: str | bytes) -> None:
    before = signal.signal(signal.SIGALRM, _too_long)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        pattern.search(text)
        pattern.fullmatch(text)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize(("name", "pattern"), EXPRESSIONS, ids=[name for name, _ in EXPRESSIONS])
def test_no_expression_explodes_on_its_own_words(name, pattern):
    for text in _attacks(pattern):
        _try(pattern, text)
