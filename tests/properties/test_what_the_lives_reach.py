"""The random lives are worth something only if they reach the corners of the trade."""

from __future__ import annotations

from hypothesis import event, given

from memberledger.testing.coverage import corners, sample
from memberledger.testing.lives import Life, play
from memberledger.testing.strategies import lives


@given(lives(members=("ana",)))
def test_the_share_of_lives_that_reach_each_corner_is_shown(life: Life) -> None:
    """Run with --hypothesis-show-statistics."""
    with play(life) as table:
        for name in corners(table):
            event(name)
        assert table.events()


PAPERS = {"ConsentRecorded", "MemberErased", "NoticeSent"}
"""Facts beside the membership, which no act asks for: they change no figure."""
RARE = {
    "DunningStepPlanned": "tests/properties/test_own_policies.py lives under a host's own policies",
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
    """`python -m memberledger.testing.coverage` shows a larger sample; -s shows this one."""
    found = sample(240)
    print("\n".join(found.lines()))  # noqa: T201 - the table is what -s is for
    assert found.never_reached() == set()
    assert [name for name in found.never_set() if not _is_of_a_host(name)] == []
    assert found.never_asked() == set()
    assert found.never_made() - PAPERS - set(RARE) == set()


def _is_of_a_host(field: str) -> bool:
    """Whether it names a host's own policy; tests/properties/test_own_policies.py says those."""
    group, _, name = field.partition(".")
    own = ("policy", "version", "parameters", "says")
    return group == "OwnPolicy" or name == "dunning_policy" or (group == "Rollover" and name in own)
