"""Whole numbers: rounding half up, and splits that add up."""

from __future__ import annotations

__all__ = ["half_up", "split"]


def half_up(top: int, bottom: int) -> int:
    """Rounded half up; a negative amount is minus the rounding of its size."""
    if top < 0:
        return -half_up(-top, bottom)
    return (2 * top + bottom) // (2 * bottom)


def split(total: int, weights: list[int]) -> list[int]:
    """By largest remainder; ties to the earlier one. The weights are not all zero."""
    whole = sum(weights)
    parts = [total * w // whole for w in weights]
    order = sorted(range(len(weights)), key=lambda n: (-(total * weights[n] % whole), n))
    for n in order[: total - sum(parts)]:
        parts[n] += 1
    return parts
