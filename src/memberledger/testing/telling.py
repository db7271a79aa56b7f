"""What differs between what was wanted and what came, as lines that a person reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

__all__ = ["as_line", "difference", "listed"]

_MANY = 12
"""Lines of differences that are shown; the others are counted."""


def as_line(name: str, on: str | None, facts: dict[str, Any]) -> str:
    """An event in a line: `Redeemed on 2026-01-12, quantity=1`."""
    day = f" on {on}" if on is not None else ""
    return name + day + "".join(f", {fact}={value!r}" for fact, value in facts.items())


def difference(wanted: Any, came: Any) -> list[str]:
    """Each place in which two values differ, a line each; nothing where they are equal.

    >>> difference({"free": 2, "lapsed": 0}, {"free": 1, "lapsed": 0})
    ['free: expected 2, came 1']
    >>> difference([1, 2], [1, 2, 3])
    ['[2]: expected nothing, came 3']
    """
    if wanted == came:
        return []
    lines = list(_lines("", wanted, came))
    more = len(lines) - _MANY
    return [*lines[:_MANY], *([f"and {more} differences more"] if more > 0 else [])]


def listed(items: Iterable[object], nothing: str = "nothing") -> str:
    """Items a line each, below the word before them; one word for none."""
    lines = [str(item) for item in items]
    return "".join(f"\n  {line}" for line in lines) if lines else f": {nothing}"


def _lines(where: str, wanted: Any, came: Any) -> Iterable[str]:
    if wanted == came:
        return
    one, other = _parts(wanted), _parts(came)
    if one is None or other is None or type(wanted) is not type(came):
        yield f"{where or 'it'}: expected {_short(wanted)}, came {_short(came)}"
        return
    for name in [*one, *(name for name in other if name not in one)]:
        inner = where + (f".{name}" if where and isinstance(name, str) else _index(name))
        if name not in other:
            yield f"{inner}: expected {_short(one[name])}, came nothing"
        elif name not in one:
            yield f"{inner}: expected nothing, came {_short(other[name])}"
        else:
            yield from _lines(inner, one[name], other[name])


def _index(name: Any) -> str:
    return name if isinstance(name, str) else f"[{name}]"


def _parts(value: Any) -> dict[Any, Any] | None:
    """The parts of a value that has parts, by name or number."""
    if isinstance(value, BaseModel):
        return {name: getattr(value, name) for name in type(value).model_fields}
    if isinstance(value, dict):
        return value
    if isinstance(value, list | tuple):
        return dict(enumerate(value))
    slots = getattr(type(value), "__dataclass_fields__", None)
    return {name: getattr(value, name) for name in slots} if slots else None


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 400 else f"{text[:400]}..."
