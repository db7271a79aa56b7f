"""Sharing: state and limits are the owner's."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from memberledger.testing.lives import Act, Life, at_table

_BOB = "bob"
_LIMITS: tuple[dict[str, Any], ...] = ({"per": "cycle"}, {"wait": "9 days"})
_STATES = ("none", "all", ["facial"], ["discount"])
_DEEDS = (
    ("pause", {}),
    ("resume", {}),
    ("card", {"code": "insufficient_funds"}),
    ("update_card", {}),
    ("cancel", {}),
    ("reinstate", {}),
    ("dispute", {"which": 0}),
    ("dispute_closed", {"which": 0, "outcome": "won"}),
    ("refund", {"which": 0}),
    ("redeem", {"benefit": "facial", "quantity": 1}),
    ("redeem", {"benefit": "facial", "quantity": 1, "by": _BOB}),
)


@st.composite
def shared(draw: st.DrawFn) -> Life:
    """A plan that others share, with states and limits that forbid its use now and then."""
    use = st.fixed_dictionaries(
        dict.fromkeys(("paused", "past_due", "suspended", "notice"), st.sampled_from(_STATES))
    )
    facial: dict[str, Any] = {"id": "facial", "kind": "service_credit", "quantity": 3}
    if draw(st.booleans()):
        facial["redemption_limits"] = [draw(st.sampled_from(_LIMITS))]
    plan = {
        "id": "p0",
        "price": "199.00",
        "cycle": "1 month",
        "benefits": [facial],
        "pause": {"billing": draw(st.sampled_from(["skip", "shift"]))},
        "sharing": {"add_on_members": 1},
        "use_while": draw(use),
        "dunning": [{"after": "5 days", "do": ["suspend"]}],
    }
    deeds = draw(st.lists(st.sampled_from(_DEEDS), max_size=12))
    days = st.sampled_from([0, 1, 6, 25])
    return Life(
        (plan,),
        (
            Act(0, "enroll", {"plan": "p0"}),
            Act(0, "share", {"person": _BOB}),
            *(Act(draw(days), verb, dict(details)) for verb, details in deeds),
        ),
    )


@given(shared(), st.sampled_from([1, 50]))
def test_who_shares_is_told_what_the_owner_would_be_told(life: Life, quantity: int) -> None:
    """Whatever forbids the use, on whichever day: the state, the limit, the balance."""
    with at_table(life) as table:
        for asked in life.acts:
            table.perform(asked)
        for ago in (0, 2, 30):
            words = []
            for by in ({}, {"by": _BOB}):
                known = len(table.events())
                use = {"benefit": "facial", "quantity": quantity, "ago": ago, **by}
                words.append(table.perform(Act(0, "redeem", {**use, "key": f"v{ago}"})).word)
                if len(table.events()) > known:
                    table.perform(Act(0, "reverse", {"key": f"v{ago}"}))
                    return
            if table.day(ago) >= life.start:
                assert words[0] == words[1]
