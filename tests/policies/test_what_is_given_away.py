"""Units given to another member: how long they live."""

from __future__ import annotations

from datetime import date

import pytest

from memberledger.policies.transfers import expiry
from memberledger.terms import Transferable
from memberledger.values import Duration, Schedule

FIFTH = Schedule(date(2026, 1, 5), Duration.parse("1 month"))


@pytest.mark.parametrize(
    ("own", "given"),
    [
        (date(2026, 2, 5), date(2026, 2, 5)),  # its own life is the shorter one
        (date(2026, 6, 5), date(2026, 3, 11)),  # 60 days from 10 January
        (None, date(2026, 3, 11)),
    ],
)
def test_a_gift_lives_no_longer_than_the_lot_it_came_from(own: date | None, given: date) -> None:
    soon = Transferable(expires=Duration.parse("60 days"))
    assert expiry(soon, own, date(2026, 1, 10), FIFTH) == given
