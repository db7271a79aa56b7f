"""The random lives are worth something only if they reach the corners of the trade."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import event, given

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import events as e

from .coverage import sample
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


PAPERS = {"ConsentRecorded", "MemberErased", "NoticeSent"}
"""Facts beside the membership, which no act asks for: they change no figure."""
RARE = {
    "GiftsFrozen": "tests/ledger/test_transfers.py draws disputes of what was given away",
    "GiftsThawed": "tests/ledger/test_transfers.py draws disputes of what was given away",
    "LotsConverted": "tests/aggregates/test_changing_plan.py makes lots of another plan's benefit",
    "VisitMissed": "tests/aggregates/test_visits.py misses visits and cancels them late",
    "MissExcused": "tests/aggregates/test_visits.py reverses a missed visit",
    "ReturnedPaymentFeeAssessed": "a scenario: terms-dunning-forfeits-asks-and-adds-a-fee.yaml",
    "ScheduledPauseDropped": "tests/aggregates/test_pausing.py refuses a pause on its first day",
    "TermEnded": "tests/aggregates/test_terms_and_what_follows.py ends a term while leaving",
}
"""Kinds that need several rare acts in a row, and where they have lives of their own."""


def test_a_fixed_sample_of_lives_sets_every_field_and_reaches_every_corner() -> None:
    """`python -m tests.properties.coverage` shows a larger sample; -s shows this one."""
    found = sample(240, features)
    print("\n".join(found.lines()))  # noqa: T201 - the table is what -s is for
    wanted = {*FEATURES, "a refusal", "a late fact", "charges only reported"}
    assert wanted - set(found.features) == set()
    assert found.never_set() == []
    assert found.never_asked() == set()
    assert found.never_made() - PAPERS - set(RARE) == set()
