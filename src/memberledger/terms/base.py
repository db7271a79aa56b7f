"""What all terms are made of: frozen strict models, amounts, durations, percentages, ids.

A plan is read twice in its life. From a file its amounts are text in major units ("199.00"), read
with the practice's currency as context. From a stored event they are integers of the minor unit,
and no currency is given. A number without quotes in a file is refused, since YAML would have made
a float of it.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    PlainSerializer,
    ValidationInfo,
    WithJsonSchema,
)

from memberledger.values import Cycles, Duration, parse_amount

__all__ = [
    "Amount",
    "Day",
    "Id",
    "Notice",
    "Percent",
    "Period",
    "Quantity",
    "Rate",
    "Several",
    "Span",
    "Stretch",
    "Terms",
    "Window",
]

T = TypeVar("T")


class Terms(BaseModel):
    """Base of every group of terms: immutable, no coercion, no unknown field."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", serialize_by_alias=True)


_CENTURY = 1200
"""Months."""


def _amount(value: Any, info: ValidationInfo) -> Any:
    currency = (info.context or {}).get("currency")
    if currency is None:
        return value
    if not isinstance(value, str):
        raise ValueError(  # noqa: TRY004 - pydantic collects ValueErrors
            f'{_short(value)} is not in quotes; write an amount as text, such as "199.00"'
        )
    return parse_amount(value, currency)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _duration(value: Any) -> Any:
    """Read "30 days"; what is no text is told with what would be right."""
    if isinstance(value, Duration):
        return value
    duration = Duration.parse(value) if isinstance(value, str) else None
    if duration is None:
        raise ValueError(f'{_short(value)} is not a duration; write "1 month" or "30 days"')
    if duration.in_months > _CENTURY:
        raise ValueError(f"{value!r} is longer than a hundred years; write a shorter one")
    return duration


def _period(value: Any) -> Any:
    duration = _duration(value)
    if isinstance(duration, Duration) and duration.count == 0:
        raise ValueError("a period of no length never ends; write 1 or more")
    return duration


def _or_cycles(value: Any) -> Any:
    """Read "30 days" or "1 cycle"."""
    if isinstance(value, Cycles):
        return value
    cycles = Cycles.parse(value) if isinstance(value, str) else None
    if cycles is not None and cycles.count > _CENTURY:
        raise ValueError(f"{value!r} is longer than a hundred years; write a shorter one")
    return cycles if cycles is not None else _duration(value)


def _or_cycles_period(value: Any) -> Any:
    span = _or_cycles(value)
    if span.count == 0:
        raise ValueError("a time of no length never ends; write 1 or more")
    return span


def _window(value: Any) -> Any:
    return value if value in _WINDOW_WORDS else _period(value)


_WINDOW_WORDS = ("cycle", "term", "calendar_month", "calendar_year", "membership")


def _several(value: Any, info: ValidationInfo) -> Any:
    """A list as a tuple, which can't be changed; in a file, none and twice the same are refused."""
    if isinstance(value, list):
        value = tuple(value)
    if isinstance(value, tuple) and (info.context or {}).get("currency") is not None:
        if not value:
            raise ValueError("the list is empty; write one or more, or leave the field out")
        if any(value.count(each) > 1 for each in value):
            raise ValueError("the same is there twice; write it once")
    return value


def _day(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"{_short(value)} is not a date, such as 2026-01-31") from None
    return value


_PERCENT = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?")


def _percent(value: Any) -> Any:
    """Read a percentage as basis points: 30 and "30" are 3000, "12.5" is 1250."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError(f'{value!r} is not a percentage; write 30 or "12.5"')  # noqa: TRY004
    match = _PERCENT.fullmatch(str(value))
    if match is None:
        raise ValueError(f'{value!r} is not a percentage from 0 to 100; write 30 or "12.5"')
    return int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0"))


def _percent_text(points: int) -> str:
    return f"{points // 100}.{points % 100:02}"


_RATE = re.compile(r"([0-9]{1,2})(?:\.([0-9]{1,4}))?")


def _rate(value: Any) -> Any:
    """Read a tax rate in percent as millionths: "8.875" is 88750."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError(f'{value!r} is not a rate; write 19 or "8.875"')  # noqa: TRY004
    match = _RATE.fullmatch(str(value))
    if match is None:
        raise ValueError(f'{value!r} is not a rate in percent; write 19 or "8.875"')
    return int(match[1]) * 10_000 + int((match[2] or "0").ljust(4, "0"))


def _rate_text(millionths: int) -> str:
    return f"{millionths // 10_000}.{millionths % 10_000:04}"


_AMOUNT_SCHEMA = WithJsonSchema(
    {"type": "string", "pattern": r"^\+?[0-9]+(\.[0-9]+)?$", "examples": ["199.00"]},
    mode="validation",
)
_SPAN = "[0-9]{1,5} (day|week|month|year)s?"
_SPAN_SCHEMA = WithJsonSchema(
    {"type": "string", "pattern": f"^{_SPAN}$", "examples": ["1 month", "30 days"]},
    mode="validation",
)
_PERCENT_SCHEMA = WithJsonSchema(
    {
        "anyOf": [
            {"type": "integer", "minimum": 0, "maximum": 100},
            {"type": "string", "pattern": r"^[0-9]{1,3}(\.[0-9]{1,2})?$"},
        ],
        "examples": [30, "12.5"],
    },
    mode="validation",
)
_RATE_SCHEMA = WithJsonSchema(
    {
        "anyOf": [
            {"type": "integer", "minimum": 0, "maximum": 99},
            {"type": "string", "pattern": r"^[0-9]{1,2}(\.[0-9]{1,4})?$"},
        ],
        "examples": [19, "8.875"],
    },
    mode="validation",
)

Amount = Annotated[int, Field(ge=0), BeforeValidator(_amount), _AMOUNT_SCHEMA]
"""Minor units of the practice's currency; "199.00" in a file."""

Quantity = Annotated[int, Field(ge=1, le=1_000_000)]
"""Whole units of a service."""

Span = Annotated[
    InstanceOf[Duration],
    BeforeValidator(_duration),
    PlainSerializer(str, return_type=str),
    _SPAN_SCHEMA,
]
"""A duration that may be zero, such as "0 days"."""

Period = Annotated[
    InstanceOf[Duration],
    BeforeValidator(_period),
    PlainSerializer(str, return_type=str),
    _SPAN_SCHEMA,
]
"""A duration of one or more, such as "1 month"."""

Percent = Annotated[
    int,
    Field(ge=0, le=10_000),
    BeforeValidator(_percent),
    PlainSerializer(_percent_text),
    _PERCENT_SCHEMA,
]
"""Basis points; 30 or "12.5" in a file."""

Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
"""A short name for programs: letters, digits, `_`, `.` and `-`."""

Rate = Annotated[
    int,
    Field(ge=0, lt=1_000_000),
    BeforeValidator(_rate),
    PlainSerializer(_rate_text),
    _RATE_SCHEMA,
]
"""A tax rate in millionths; 19 or "8.875" (percent) in a file."""

_NOTICE_SCHEMA = WithJsonSchema(
    {
        "type": "string",
        "pattern": f"^({_SPAN}|[0-9]{{1,4}} cycles?)$",
        "examples": ["30 days", "1 cycle"],
    },
    mode="validation",
)

Notice = Annotated[
    InstanceOf[Duration] | InstanceOf[Cycles],
    BeforeValidator(_or_cycles),
    PlainSerializer(str, return_type=str),
    _NOTICE_SCHEMA,
]
"""A duration that may be zero, or whole billing periods: "30 days", "1 cycle"."""

Stretch = Annotated[
    InstanceOf[Duration] | InstanceOf[Cycles],
    BeforeValidator(_or_cycles_period),
    PlainSerializer(str, return_type=str),
    _NOTICE_SCHEMA,
]
"""A duration of one or more, or whole billing periods: "60 days", "3 cycles"."""

_WINDOW_SCHEMA = WithJsonSchema(
    {
        "type": "string",
        "pattern": f"^({'|'.join(_WINDOW_WORDS)}|{_SPAN})$",
        "examples": ["calendar_year", "12 months", *_WINDOW_WORDS],
    },
    mode="validation",
)

Window = Annotated[
    Literal["cycle", "term", "calendar_month", "calendar_year", "membership"]
    | InstanceOf[Duration],
    BeforeValidator(_window),
    PlainSerializer(str, return_type=str),
    _WINDOW_SCHEMA,
]
"""What acts are counted in: a word, or a rolling duration "12 months": (day - duration, day]."""

Several = Annotated[tuple[T, ...], BeforeValidator(_several)]
"""A list of one or more, nothing twice."""

Day = Annotated[date, BeforeValidator(_day)]
"""A local date of the practice, 2026-01-31."""
