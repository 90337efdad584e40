"""Frozen data classes as what JSON knows, and back, following their type hints. No class is named here.

A class, a tuple, text, whole number, fraction, truth and None are known: all that answers and filters are made of. A
field that is added to such a class later, with a default, needs no change here: what was saved before takes that.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from numbers import Integral, Real
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from qa.chats.errors import UnreadableRecord

# More of a value than this says no more in a message of one line.
SHOWN_CHARACTERS = 40
HUGE = 10**SHOWN_CHARACTERS


def encode(value: object) -> Any:  # noqa: ANN401
    """The value as objects, lists and plain values, ready for json.dumps.

    Raises TypeError for what is neither a data class, a tuple nor a plain value.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: encode(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [encode(one) for one in value]
    if value is None or isinstance(value, str | bool):
        return value
    # NumPy's numbers are not Python's.
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(value)
    raise TypeError(f"{type(value).__name__} cannot be saved")


def decode(kind: Any, data: object, where: str) -> Any:  # noqa: ANN401
    """The value of a kind (a data class or the type of one of its fields) that encode made data of.

    where: the name of the whole, for messages. Raises UnreadableRecord if data is not of that kind, and whatever the
    data class raises.
    """
    if isinstance(kind, type) and is_dataclass(kind):
        return _decode_object(kind, data, where)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (UnionType, Union):
        return _decode_optional(arguments, data, where)
    if origin is tuple:
        return _decode_tuple(arguments, data, where)
    return _decode_plain(kind, data, where)


def _decode_object(kind: type, data: object, where: str) -> Any:  # noqa: ANN401
    if not isinstance(data, Mapping):
        raise _wrong(where, "an object", data)
    known = {field.name: field for field in fields(kind)}
    unknown = sorted(str(name) for name in data if name not in known)
    if unknown:
        raise UnreadableRecord(f"{where}: {_shorten(unknown[0])} is not known")
    missing = sorted(name for name, field in known.items() if name not in data and _required(field))
    if missing:
        raise UnreadableRecord(f"{where}: {missing[0]} is missing")
    hints = _hints(kind)
    return kind(**{name: decode(hints[name], data[name], f"{where}.{name}") for name in known if name in data})


def _decode_optional(kinds: tuple[Any, ...], data: object, where: str) -> Any:  # noqa: ANN401
    others = [kind for kind in kinds if kind is not NoneType]
    if len(others) != 1:
        raise TypeError(f"{where}: one type or None can be read, not a choice of {len(others)}")
    return None if data is None else decode(others[0], data, where)


def _decode_tuple(kinds: tuple[Any, ...], data: object, where: str) -> tuple[Any, ...]:
    if not isinstance(data, list | tuple):
        raise _wrong(where, "a list", data)
    if kinds[-1] is Ellipsis:
        kinds = (kinds[0],) * len(data)
    if len(data) != len(kinds):
        raise UnreadableRecord(f"{where}: must have {len(kinds)} values, not {len(data)}")
    return tuple(decode(kind, one, f"{where}[{at}]") for at, (kind, one) in enumerate(zip(kinds, data, strict=True)))


def _decode_plain(kind: Any, data: object, where: str) -> Any:  # noqa: ANN401
    names = {str: "text", bool: "true or false", int: "a whole number", float: "a number"}
    if kind not in names:
        raise TypeError(f"{where}: {kind} cannot be read")
    # A truth value is a whole number to Python, and to nobody else.
    accepted = isinstance(data, bool) if kind is bool else isinstance(data, kind) and not isinstance(data, bool)
    if kind is float and isinstance(data, int) and not isinstance(data, bool):
        try:
            return float(data)
        except OverflowError as error:
            raise _wrong(where, names[kind], data) from error
    # None of ours is huge, and Python refuses to write out numbers of some thousand digits.
    if not accepted or (isinstance(data, int) and abs(data) > HUGE):
        raise _wrong(where, names[kind], data)
    return data


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _required(field: "Field[Any]") -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _wrong(where: str, wanted: str, data: object) -> UnreadableRecord:
    if isinstance(data, list | tuple | Mapping):
        shown = f"{len(data)} values"
    else:
        shown = "a huge number" if isinstance(data, int) and abs(data) > HUGE else _shorten(ascii(data))
    return UnreadableRecord(f"{where}: must be {wanted}, not {shown}")


def _shorten(text: str) -> str:
    return text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + "…"
