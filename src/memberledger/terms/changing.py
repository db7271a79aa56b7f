"""Terms of changing: from tier to tier, and to a new version of the same plan."""

from __future__ import annotations

from typing import Literal

from memberledger.terms.base import Id, Notice, Terms
from memberledger.terms.own import OwnPolicy

__all__ = ["PriceChange", "TierChange"]


class TierChange(Terms):
    """How a member moves to this plan from a lower one (`upgrade`) or a higher one (`downgrade`).

    Attributes:
        when: `now` or `next_period`.
        proration: `by_day` for the days left, `difference` of the prices, or `none`; or a policy of
            the host's own, `{policy: acme.by-week, version: 1}`.
        entitlements: `difference` tops up what the running period has granted, `full` grants all
            again, `next_period` waits.
        notice: it takes effect at the first period start on or after the request + this; default
            none.
        term: `inherit` leaves the commitment's end, `restart` begins the new plan's term; default
            inherit.
        credit: of a downgrade now: `unused` charges units used in the period at their share
            before the credit; default all days left.
        converts: unused lots of a benefit left become lots of another one, old id to new id;
            default none, they live on as they are.
    """

    when: Literal["now", "next_period"]
    proration: Literal["by_day", "difference", "none"] | OwnPolicy = "by_day"
    entitlements: Literal["difference", "full", "next_period"] = "difference"
    notice: Notice | None = None
    term: Literal["inherit", "restart"] | None = None
    credit: Literal["unused"] | None = None
    converts: dict[Id, Id] | None = None


class PriceChange(Terms):
    """How long before a new price its notice must reach the member; the law may ask for more."""

    notice: Notice
