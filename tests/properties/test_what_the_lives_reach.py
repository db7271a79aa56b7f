"""The random lives are worth something only if they reach the corners of the trade."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from hypothesis import HealthCheck, Phase, event, given, seed, settings

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MEMBER_EVENTS
from memberledger.aggregates.member import events as e

from .lives import Life, Table, play
from .strategies import lives

FEATURES: dict[str, tuple[type[Event], ...]] = {
    "a pause": (e.Paused,),
    "a refund": (e.Refunded,),
    "a dispute": (e.Disputed,),
    "a decline": (e.ChargeFailed,),
    "a change of plan": (e.Upgraded, e.Downgraded),
    "an ending": (e.Cancelled,),
    "a use": (e.Redeemed,),
    "a reservation": (e.Reserved,),
    "a lapse": (e.Lapsed,),
    "a suspension": (e.Suspended,),
    "billing credit": (e.CreditUsed, e.CreditGiven),
}


def features(table: Table) -> Iterator[str]:
    events = table.events()
    kinds = {type(happened) for happened in events}
    for name, wanted in FEATURES.items():
        if kinds & set(wanted):
            yield name
    if any(o.word not in ("done", "waited") for o in table.outcomes):
        yield "a refusal"
    if any(_is_late(o.receipt.events, o.day) for o in table.outcomes if o.receipt is not None):
        yield "a late fact"
    if table.life.manual:
        yield "charges only reported"


def _is_late(events: tuple[Event, ...], today: object) -> bool:
    reported = [h for h in events if isinstance(h, e.Redeemed | e.Charged | e.ChargeFailed)]
    return any(happened.effective_on != today for happened in reported)


@given(lives(members=("ana",)))
def test_the_share_of_lives_that_reach_each_corner_is_shown(life: Life) -> None:
    """Run with --hypothesis-show-statistics."""
    with play(life) as table:
        for name in features(table):
            event(name)
        assert table.events()


def test_a_fixed_sample_of_lives_reaches_every_corner() -> None:
    seen, made = Counter[str](), Counter[type[Event]]()

    @seed(20260110)
    @settings(
        max_examples=250,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(lives(wide=False))
    def sample(life: Life) -> None:
        with play(life) as table:
            seen.update(features(table))
            made.update(type(happened) for happened in table.events())

    sample()
    wanted = {*FEATURES, "a refusal", "a late fact", "charges only reported"}
    assert wanted - set(seen) == set()
    # the other kinds of event have lives of their own, in tests/aggregates and tests/golden
    assert len(made) >= 30, sorted(kind.__name__ for kind in set(MEMBER_EVENTS) - set(made))
