"""The end of a commitment, and whether another follows."""

from __future__ import annotations

from datetime import date

from memberledger.aggregates.event import Event

__all__ = ["RenewalRequested", "TermEnded", "TermRenewed"]


class RenewalRequested(Event):
    """The member asked for another term, to begin when the running one ends."""


class TermRenewed(Event):
    """An equal term began, on the terms in force; `ends_on` is its end."""

    ends_on: date


class TermEnded(Event):
    """The term is over, and no new one begins, since a cancellation is pending."""
