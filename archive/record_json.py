"""Frozen records as JSON and back, by the types of their fields."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, TypeVar

_Record = TypeVar("_Record")


def to_json(value: Any) -> Any:
    """A record as a JSON object of its fields: dates in ISO 8601, bytes in hex, tuples as lists."""
    if is_dataclass(value):
        return {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [to_json(item) for item in value]
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, date) else value


def from_json(kind: type[_Record], data: Mapping[str, Any]) -> _Record:
    """The record that ``to_json`` wrote down; fields that it did not know yet have their defaults."""
    hints = _hints(typing.cast(Any, kind))
    return kind(**{name: _value(hints[name], value) for name, value in data.items() if name in hints})


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _value(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        (hint,) = (each for each in typing.get_args(hint) if each is not type(None))
    if typing.get_origin(hint) is tuple:
        item, *more = typing.get_args(hint)
        if more == [...]:
            return tuple(_value(item, each) for each in value)
        return tuple(_value(each, part) for each, part in zip((item, *more), value, strict=True))
    if is_dataclass(hint) and isinstance(hint, type):
        return from_json(hint, value)
    if hint is bytes:
        return bytes.fromhex(value)
    return date.fromisoformat(value) if hint is date else value
