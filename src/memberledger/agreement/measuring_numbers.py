"""What a measure is."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

__all__ = ["FOREVER", "Measure"]

Measure = Mapping[str, int | Fraction]
"""Numbers by name; higher is better for the member, and a name that is missing is 0."""

FOREVER = 10**9
"""More days, units or minor units than any plan speaks of."""
