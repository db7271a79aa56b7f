"""Random values of the trade: days, amounts, cards and what they answer."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from memberledger.values import format_amount

__all__ = ["CODES", "CURRENCIES", "amounts", "cents", "codes", "currencies", "starts"]

CURRENCIES = {"USD": "America/Denver", "JPY": "Asia/Tokyo", "KWD": "Asia/Kuwait"}
"""Currencies of two, no and three decimals, each with a time zone of a practice that uses it."""
CODES = ("insufficient_funds", "lost_card", "expired_card", "revocation_of_authorization")
"""What a card that declines says: a soft decline, two hard ones, a stop order."""


def currencies() -> st.SearchStrategy[str]:
    """ISO 4217 codes, with two, no and three decimals."""
    return st.sampled_from(sorted(CURRENCIES))


def codes() -> st.SearchStrategy[str]:
    """Why a card declines, a soft decline as often as all others together."""
    return st.sampled_from(CODES[:1] * 3 + CODES[1:])


def amounts(minor: int = 0, most: int = 100_000) -> st.SearchStrategy[int]:
    """Amounts in minor units, from `minor` to `most`: round prices, odd cents, the ends.

    Those that split badly (a third of 10,001) come as often as any other.
    """
    sharp = [a for a in (minor, 1, 99, 333, 9_999, 10_001, 19_900, most) if minor <= a <= most]
    return st.sampled_from(sharp) | st.integers(minor, most)


def starts() -> st.SearchStrategy[date]:
    """First days: month ends, leap days, turns of the year, any day."""
    sharp = (
        date(2026, 1, 10),
        date(2026, 1, 31),
        date(2024, 2, 29),
        date(2027, 12, 31),
        date(2026, 2, 28),
        date(2025, 10, 30),
    )
    any_day = st.integers(0, 1_500).map(lambda n: date(2024, 1, 1) + timedelta(days=n))
    return st.sampled_from(sharp) | any_day


def cents(currency: str, *minor: int) -> st.SearchStrategy[str]:
    """Amounts as a plan file has them; `minor` are the choices."""
    return st.sampled_from([format_amount(m, currency) for m in minor])
