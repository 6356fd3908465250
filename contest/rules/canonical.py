"""Values as canonical JSON and back, so that equal rules have equal bytes and an equal digest.

Canonical means: keys sorted, no spaces, UTF-8 as it is. Dataclasses become objects whose
fields are all written; a length of time becomes whole milliseconds under ``<field>_ms``;
a fraction becomes "3/2". Reading is strict: a missing, unknown or wrongly typed field is a
ValueError that names the field by its path. A field that a later version of this house added
(``ADDED_LATER``) is left out while it has its default, so that what was written before it
existed keeps its bytes and its digest.
"""

import dataclasses
import hashlib
import json
from collections.abc import Callable
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction
from types import MappingProxyType, NoneType, UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from questions.blueprint import PaperBlueprint

MILLISECOND = timedelta(milliseconds=1)
ADDED_LATER = MappingProxyType({"added_later": True})
"""Metadata of a field that older texts do not have; it is written once it says something."""

Shape = TypeVar("Shape")


def text_of(data: Any) -> str:
    """Plain data as canonical JSON text."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest_of(text: str) -> str:
    """SHA-256 of a text as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def data_of(text: str) -> Any:
    """Plain data from JSON text. Raises ValueError for text that is no JSON or repeats a field."""
    return json.loads(text, object_pairs_hook=_without_repeats)


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _refusal(name, "the field is given twice")
        found[name] = value
    return found


def _refusal(path: str, why: str) -> ValueError:
    return ValueError(f"{path or 'the whole'}: {why}")


def _whole_milliseconds(value: timedelta) -> int:
    if value % MILLISECOND:
        raise ValueError(f"a length of time is whole milliseconds, not {value}")
    return value // MILLISECOND


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """How a value that is no dataclass of ours is written in JSON and read again."""

    written: type
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


_LEAVES: dict[type, Leaf] = {
    bool: Leaf(written=bool, write=bool, read=bool),
    int: Leaf(written=int, write=int, read=int),
    str: Leaf(written=str, write=str, read=str),
    date: Leaf(written=str, write=date.isoformat, read=date.fromisoformat),
    Fraction: Leaf(written=str, write=str, read=Fraction),
    timedelta: Leaf(written=int, write=_whole_milliseconds, read=lambda number: number * MILLISECOND),
    PaperBlueprint: Leaf(written=dict, write=PaperBlueprint.to_json, read=PaperBlueprint.from_json),
}


def _leaf(hint: type) -> Leaf | None:
    if issubclass(hint, Enum):
        return Leaf(written=str, write=lambda member: member.value, read=hint)
    return _LEAVES.get(hint)


def plain(value: Any) -> Any:
    """A value of the rules as plain data: dicts, lists, texts, whole numbers, booleans and None."""
    if value is None:
        return None
    if isinstance(value, tuple):
        return [plain(entry) for entry in value]
    leaf = _leaf(type(value))
    if leaf is not None:
        return leaf.write(value)
    return {
        _field_name(field): plain(getattr(value, field.name))
        for field in dataclasses.fields(value)
        if not _is_silent(field, getattr(value, field.name))
    }


def _is_silent(field: "dataclasses.Field[Any]", value: Any) -> bool:
    """Whether a later field says nothing, and so is not written."""
    return field.metadata == ADDED_LATER and value == field.default


def _field_name(field: "dataclasses.Field[Any]") -> str:
    return f"{field.name}_ms" if field.type is timedelta else field.name


def read(shape: type[Shape], data: Any, *, path: str = "") -> Shape:
    """A dataclass from plain data as ``plain`` writes it. Raises ValueError naming the field."""
    if not isinstance(data, dict):
        raise _refusal(path, f"an object is expected, not {data!r}")
    fields = {_field_name(field): field for field in dataclasses.fields(cast(Any, shape))}
    later = {name for name, field in fields.items() if field.metadata == ADDED_LATER}
    for name in sorted(fields.keys() - data.keys() - later):
        raise _refusal(_at(path, name), "the field is missing")
    for name in sorted(data.keys() - fields.keys()):
        raise _refusal(_at(path, name), "the field is unknown")
    hints = get_type_hints(shape)
    values = {
        field.name: _read_value(hints[field.name], data[name], _at(path, name))
        for name, field in fields.items()
        if name in data
    }
    for name in sorted(later & data.keys()):
        if _is_silent(fields[name], values[fields[name].name]):
            raise _refusal(_at(path, name), "a field that says nothing is left out")
    return shape(**values)


def _at(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _read_value(hint: Any, data: Any, path: str) -> Any:
    if get_origin(hint) is UnionType:
        (inner,) = (arm for arm in get_args(hint) if arm is not NoneType)
        return None if data is None else _read_value(inner, data, path)
    if get_origin(hint) is tuple:
        return _read_list(get_args(hint)[0], data, path)
    leaf = _leaf(hint)
    return read(cast("type[Any]", hint), data, path=path) if leaf is None else _read_leaf(leaf, data, path)


def _read_list(hint: Any, data: Any, path: str) -> tuple[Any, ...]:
    if not isinstance(data, list):
        raise _refusal(path, f"a list is expected, not {data!r}")
    return tuple(_read_value(hint, entry, f"{path}[{index}]") for index, entry in enumerate(data))


def _read_leaf(leaf: Leaf, data: Any, path: str) -> Any:
    if type(data) is not leaf.written:
        raise _refusal(path, f"{leaf.written.__name__} is expected, not {data!r}")
    try:
        value = leaf.read(data)
    except (ValueError, ZeroDivisionError, OverflowError) as error:
        raise _refusal(path, str(error)) from error
    # One way of writing only: "6/4" or "20240104" would give one rule two digests.
    written = leaf.write(value)
    if written != data:
        raise _refusal(path, f"{written!r} is expected, not {data!r}")
    return value
