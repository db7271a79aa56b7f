"""Sharing and giving away: state and limits are the owner's, and money and units are conserved."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MemberState, apply
from memberledger.aggregates.member import events as e
from memberledger.projections.revenue import MemberRevenue
from memberledger.testing.lives import Act, Life, at_table, play
from memberledger.testing.strategies import lives

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


def of(events: list[Event], kind: type[Any]) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


@given(lives(wide=True))
def test_what_is_given_away_arrives_and_what_comes_back_was_given(life: Life) -> None:
    with play(life) as table:
        streams = {member: table.events(member) for member in table.members}
    sent, came = set[tuple[Any, ...]](), set[tuple[Any, ...]]()
    back, taken = Counter[tuple[Any, ...]](), Counter[tuple[Any, ...]]()
    for member, events in streams.items():
        for x in of(events, e.UnitsGiven):
            sent |= {(member, x.to, x.effective_on, moved) for moved in x.moved}
        for x in of(events, e.UnitsReceived):
            came |= {(x.giver, member, x.effective_on, moved) for moved in x.moved}
        for x in of(events, e.UnitsReturned):
            back[member, x.to, x.effective_on, x.used] += sum(units for _, units in x.takes)
        for x in of(events, e.GiftsTakenBack):
            taken[x.giver, member, x.effective_on, x.used] += sum(units for _, units in x.takes)
    assert sent == came
    assert back == taken


@given(lives(wide=True))
def test_a_receivers_own_lots_are_never_touched_by_what_becomes_of_a_givers_charge(
    life: Life,
) -> None:
    with play(life) as table:
        for member in table.members:
            s = MemberState()
            for event in table.events(member):
                if isinstance(event, e.GiftsFrozen | e.GiftsThawed):
                    assert all(s.lots[lot].giver == event.giver for lot in event.lots)
                elif isinstance(event, e.GiftsTakenBack):
                    for lot, units in event.takes:
                        assert s.lots[lot].giver == event.giver
                        assert units <= s.lots[lot].free
                apply(s, event)


@given(lives(wide=True))
def test_gifts_move_money_between_members_and_make_none(life: Life) -> None:
    with play(life) as table:
        streams = [table.events(member) for member in table.members]
    for day in (table.day(), date(2100, 1, 1)):
        collected = kept = 0
        for events in streams:
            money = MemberRevenue()
            for event in events:
                money.apply(event)
            figures = money.figures(day)
            collected += figures.collected
            kept += figures.recognised + figures.deferred + figures.refunded
        assert collected == kept
