"""What leaving early costs, at its edges."""

from __future__ import annotations

from datetime import date

from memberledger import read_plan
from memberledger.policies.leaving import early_termination_fee
from memberledger.values import Duration, Schedule

FIFTH = Schedule(date(2026, 1, 5), Duration.parse("1 month"))
ALWAYS = read_plan(
    {
        "id": "glow",
        "price": "199.00",
        "cycle": "1 month",
        "term": {"cycles": 6},
        "early_termination_fee": {"kind": "fixed", "amount": "150.00", "applies": "always"},
    },
    "USD",
)


def test_a_fee_that_always_applies_is_not_owed_at_a_terms_end() -> None:
    ends = date(2026, 7, 5)
    assert early_termination_fee(ALWAYS, ends, ends, FIFTH) == 0
    for other in (date(2026, 6, 5), date(2026, 8, 5)):
        assert early_termination_fee(ALWAYS, other, ends, FIFTH) == 15000
