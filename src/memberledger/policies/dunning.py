"""A declined card: how hard the decline is, whether to try again, which steps are due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from memberledger.terms import DunningStep

__all__ = ["POLICY", "RETRIES_MAX", "Severity", "may_try_again", "severity", "step_on"]

POLICY = "dunning/1"

Severity = Literal["soft", "hard", "stop"]

RETRIES_MAX = 15
"""Visa allows 15 reattempts of one payment in 30 days; Mastercard 35. The stricter one holds."""
_WINDOW = timedelta(days=30)

_STOP = frozenset(
    {
        "revocation_of_authorization",
        "revocation_of_all_authorizations",
        "stop_payment_order",
        "R0",
        "R1",
        "R3",
        "mac_21",
    }
)
_HARD = frozenset(
    {
        "lost_card",
        "stolen_card",
        "expired_card",
        "pickup_card",
        "restricted_card",
        "invalid_account",
        "invalid_number",
        "incorrect_number",
        "card_not_supported",
        "fraudulent",
        "do_not_try_again",
        "no_such_card",
        "mac_03",
        *("04", "07", "12", "14", "15", "41", "43", "46", "54", "57"),
    }
)


def severity(code: str) -> Severity:
    """How a decline code is treated.

    `stop`: the cardholder withdrew the authorization; it is a request to cancel, and nothing is
    tried again. `hard`: nothing is tried until the card is replaced. `soft`: anything else, such
    as `insufficient_funds`, and codes nobody has told us about. Sources: Visa category 1 codes,
    Mastercard merchant advice codes 03 and 21, and the processors' words for them.

    >>> severity("insufficient_funds"), severity("lost_card"), severity("R1")
    ('soft', 'hard', 'stop')
    """
    if code in _STOP:
        return "stop"
    return "hard" if code in _HARD else "soft"


def may_try_again(attempts: Sequence[date], today: date) -> bool:
    """Whether one more attempt of the same payment keeps within the networks' limits.

    Args:
        attempts: the days it was tried and declined; the first is not a reattempt.
    """
    recent = [day for day in attempts[1:] if day > today - _WINDOW]
    return len(recent) < RETRIES_MAX


def step_on(step: DunningStep, started_on: date) -> date:
    """The local date of a step: the day of the first failure + `after`."""
    return step.after.after(started_on)
