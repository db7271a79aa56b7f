"""Pauses leave a term where it is, and of two ends the first comes, once."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import events as e
from memberledger.testing.lives import Act, Life, play

FACIAL = {"id": "facial", "kind": "service_credit", "quantity": 1, "rollover": "unlimited"}
START = date(2026, 1, 10)


def glow(**facts: Any) -> dict[str, Any]:
    terms = {"id": "p0", "price": "199.00", "cycle": "1 month", "benefits": [FACIAL]}
    return {**terms, **facts}


def of(events: list[Event], kind: type[Event]) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


@settings(max_examples=25)
@given(
    st.sampled_from(["skip", "shift"]),
    st.integers(1, 80),
    st.integers(1, 80),
    st.sampled_from(["month_to_month", "renew"]),
    st.integers(1, 150),
)
def test_a_pause_leaves_the_term_and_its_fee_where_they_are(
    billing: str, before: int, paused: int, at_end: str, leaves: int
) -> None:
    """The fee is for whole periods that begin at the end or later, and are over by the term's."""
    plan = glow(
        term={"cycles": 6, "at_end": at_end},
        early_termination_fee={"kind": "all_remaining"},
        pause={"billing": billing},
    )
    acts = (
        Act(0, "enroll", {"plan": "p0"}),
        Act(before, "pause"),
        Act(paused, "resume"),
        Act(leaves, "cancel"),
    )
    with play(Life((plan,), acts, start=START, rest=70)) as table:
        events = table.events()
    ends = {date(2026, 7, 10), *(each.ends_on for each in of(events, e.TermRenewed))}
    assert ends <= {date(2026, 7, 10), date(2027, 1, 10)}
    [over] = of(events, e.Cancelled)
    term_ends = max(ends) if at_end == "renew" else date(2026, 7, 10)
    dues = [bill.start for bill in of(events, e.DuesBilled)]
    fees = of(events, e.FeeBilled)
    assert len(fees) <= 1
    days_left = (term_ends - over.effective_on).days
    owed = fees[0].amount // 19_900 if fees else 0
    # no more whole months than fit between the two, and none that was billed already
    assert owed * 28 <= max(days_left, 0)
    assert owed >= days_left // 31 - 1
    assert all(start < over.effective_on for start in dues)


@settings(max_examples=25)
@given(st.integers(0, 45), st.integers(0, 45), st.integers(1, 40), st.booleans(), st.booleans())
def test_of_dunning_and_a_request_the_first_ends_it_and_a_fee_is_owed_once(
    declines: int, asks: int, steps: int, stop: bool, waived: bool
) -> None:
    """A request made before dunning ends it keeps the terms of leaving."""
    plan = glow(
        term={"cycles": 12},
        early_termination_fee={"kind": "fixed", "amount": "40.00"},
        cancellation={
            "notice": "20 days",
            "effective": "notice_end",
            "after_end": "keep",
            "involuntary": {"after_end": "forfeit", "early_termination_fee": True},
        },
        dunning=[{"after": f"{steps} days", "do": ["cancel"]}],
    )
    code = "revocation_of_authorization" if stop else "insufficient_funds"
    later = sorted(
        [
            (declines, "card", {"behaves": "declines", "code": code}),
            (asks, "cancel", {"waive": "illness"} if waived else {}),
        ],
        key=lambda each: each[0],
    )
    acts, day = [Act(0, "enroll", {"plan": "p0"})], 0
    for on, verb, details in later:
        acts.append(Act(on - day, verb, details))
        day = on
    with play(Life((plan,), tuple(acts), start=START, rest=90)) as table:
        events = table.events()
    ended = of(events, e.Cancelled)
    assert len(ended) == 1
    requests = of(events, e.CancellationRequested)
    over = ended[0]
    assert over.after_end == ("keep" if requests else "forfeit")
    assert over.effective_on <= min((r.ends_on for r in requests), default=date.max)
    free = any(r.waived for r in requests)
    assert [fee.amount for fee in of(events, e.FeeBilled)] == ([] if free else [4_000])
    assert all(r.effective_on <= over.effective_on for r in requests)
