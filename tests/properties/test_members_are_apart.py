"""What one member does never reaches another."""

from __future__ import annotations

from hypothesis import given

from memberledger.testing.lives import Life, facts, play
from memberledger.testing.strategies import lives

BOTH = ("ana", "bea")


TOGETHER = frozenset({"transfer", "publish", "amend"})
"""Units go from one to the other; versions of a plan are the practice's, counted over all."""


@given(lives(TOGETHER, members=BOTH))
def test_a_member_lives_the_same_life_alone_and_beside_another(life: Life) -> None:
    with play(life) as together:
        streams = {member: facts(together.events(member)) for member in BOTH}
        total = together.ledger.revenue()
    alone = []
    for member in BOTH:
        with play(life.only(member)) as table:
            assert facts(table.events(member)) == streams[member]
            alone.append(table.ledger.revenue())
    assert alone[0] + alone[1] == total
