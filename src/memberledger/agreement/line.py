"""One sentence of an agreement, and what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["GROUPS", "Group", "Line", "line"]

Group = Literal["pay", "get", "use", "pause", "change", "leave", "declined", "books"]

GROUPS: dict[Group, str] = {
    "pay": "You pay",
    "get": "You get",
    "use": "Using it",
    "pause": "Pausing",
    "change": "Changing",
    "leave": "Leaving",
    "declined": "If a card is declined",
    "books": "For the practice",
}
"""The groups in their order, with their headings; the last one is not for the member."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence.

    Attributes:
        group: where it stands.
        about: a stable word for what it is about, such as `price` or `benefit:facial`; two plans
            are compared by it. Several sentences may be about the same.
        text: what is read aloud.
    """

    group: Group
    about: str
    text: str


def line(group: Group, about: str, text: str) -> Line:
    """A sentence with a capital and a full stop."""
    return Line(group, about, text[:1].upper() + text[1:] + ("" if text.endswith(".") else "."))
