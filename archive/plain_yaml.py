"""YAML of a person or a stranger: plain values only, and no more of them than a person writes.

An alias costs the parser nothing and whoever walks the values everything: a file of a few lines may stand for more
values than there is memory ("billion laughs"), by nesting aliases or by merging them (``<<``).
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml.composer import Composer
from yaml.constructor import SafeConstructor
from yaml.resolver import Resolver

#: Values of a file, each counted as often as aliases repeat it.
MAX_VALUES = 200_000
#: Characters of a text, and of any other value: a number that is longer cannot even be printed.
MAX_TEXT, MAX_OTHER = 50_000, 100
#: Values within values: what is nested deeper costs the parser the square of its depth.
MAX_DEPTH = 40
_HALF = re.compile("[\ud800-\udfff]")  # an escape can name one; libyaml refuses it itself
_TEXT = "tag:yaml.org,2002:str"
#: What the parser raises on tags and values that do not go together (``!!timestamp never``), besides its own errors.
_BROKEN = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError, yaml.YAMLError)


class _Bounded(Composer):
    """PyYAML's composer, which gives up on what is nested too deep; the one of libyaml cannot."""

    _depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ValueError(f"nested deeper than {MAX_DEPTH} levels")
        try:
            return super().compose_node(parent, index)
        finally:
            self._depth -= 1


class PurePythonLoader(_Bounded, yaml.SafeLoader):
    """Plain values, parsed by PyYAML itself."""


try:
    from yaml.cyaml import CParser  # type: ignore[attr-defined]  # its stub names the loaders alone
except ImportError:  # PyYAML was built without libyaml
    LOADERS: tuple[type[Any], ...] = (PurePythonLoader,)
else:

    class LibyamlLoader(_Bounded, CParser, SafeConstructor, Resolver):
        """Plain values, parsed by libyaml: a portal file in a sixth of the time."""

        def __init__(self, stream: bytes) -> None:
            CParser.__init__(self, stream)
            Composer.__init__(self)
            SafeConstructor.__init__(self)
            Resolver.__init__(self)

    LOADERS = (LibyamlLoader, PurePythonLoader)  # the first is used


class NotPlainError(Exception):
    """Bytes that are no YAML, or stand for more than a person writes; the message says why."""


def read_plain(content: bytes, loader_class: type[Any] = LOADERS[0]) -> Any:
    """Return what YAML 1.1 of one document stands for: mappings, lists, texts, numbers, dates.

    What all of LOADERS read they read the same. Raises NotPlainError.
    """
    loader: Any = None
    try:
        loader = loader_class(content)
        node = loader.get_single_node()
        if node is None:
            return None
        _values(node, {})
        return loader.construct_document(node)
    except _BROKEN as error:
        raise NotPlainError(" ".join(str(error).split())[:300] or type(error).__name__) from error
    finally:
        if loader is not None:
            loader.dispose()


def _values(node: yaml.Node, counted: dict[int, int]) -> int:
    """How many values a node stands for with every alias written out. Raises ValueError where they are too many."""
    known = counted.get(id(node))
    if known is None:
        counted[id(node)] = MAX_VALUES + 1  # a node that holds itself never ends
        known = counted[id(node)] = 1 + sum(_values(child, counted) for child in _children(node))
    if known > MAX_VALUES:
        raise ValueError(f"more than {MAX_VALUES} values, counted as often as aliases repeat them")
    return known


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [part for pair in node.value for part in pair]
    if isinstance(node, yaml.SequenceNode):
        return list(node.value)
    most = MAX_TEXT if node.tag == _TEXT else MAX_OTHER
    if len(node.value) > most:
        raise ValueError(f"a value of more than {most} characters")
    if _HALF.search(node.value):
        raise ValueError("a value with half a character (a lone surrogate)")
    return []
