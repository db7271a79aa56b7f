"""What all terms are made of: frozen strict models, amounts, durations, percentages, ids.

A plan is read twice in its life. From a file its amounts are text in major units ("199.00"), read
with the practice's currency as context. From a stored event they are integers of the minor unit,
and no currency is given. A number without quotes in a file is refused, since YAML would have made
a float of it.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

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

from memberledger.values import Duration, parse_amount

__all__ = ["Amount", "Id", "Percent", "Period", "Quantity", "Span", "Terms"]


class Terms(BaseModel):
    """Base of every group of terms: immutable, no coercion, no unknown field."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


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


_AMOUNT_SCHEMA = WithJsonSchema({"type": "string", "examples": ["199.00"]}, mode="validation")
_SPAN_SCHEMA = WithJsonSchema({"type": "string", "examples": ["1 month", "30 days"]})

Amount = Annotated[int, Field(ge=0), BeforeValidator(_amount), _AMOUNT_SCHEMA]
"""Minor units of the practice's currency; "199.00" in a file."""

Quantity = Annotated[int, Field(ge=1, le=1_000_000)]
"""Whole units of a service."""

Span = Annotated[
    InstanceOf[Duration], BeforeValidator(_duration), PlainSerializer(str), _SPAN_SCHEMA
]
"""A duration that may be zero, such as "0 days"."""

Period = Annotated[
    InstanceOf[Duration], BeforeValidator(_period), PlainSerializer(str), _SPAN_SCHEMA
]
"""A duration of one or more, such as "1 month"."""

Percent = Annotated[
    int, Field(ge=0, le=10_000), BeforeValidator(_percent), PlainSerializer(_percent_text)
]
"""Basis points; 30 or "12.5" in a file."""

Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
"""A short name for programs: letters, digits, `_`, `.` and `-`."""
