"""Every law of the kit, held against random lives of the core and of the whole schema.

Laws about a ledger as it stands are held against the same life, lived once: drawing and living it
takes longer than most of them. A law that breaks is told by its name.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings

from memberledger.testing.laws import LAWS, PARTS, Law, books, explanations, figures, journal, views
from memberledger.testing.laws import audit as auditing
from memberledger.testing.lives import Life, at_table
from memberledger.testing.strategies import lives

TOGETHER = {"the books": (journal, books), "what is read": (views, figures)}
TOGETHER["what is explained"] = (explanations, auditing)


def _groups() -> dict[str, list[Law]]:
    """Laws that can share their lives: of the same verbs and members, lived or not."""
    found: dict[str, list[Law]] = {}
    for part in PARTS:
        named = [name for name, parts in TOGETHER.items() if part in parts]
        for law in part.LAWS:
            about = (named or ["what happened"])[0] + (", lived anew" if law.lives else "")
            without = f", without {' '.join(sorted(law.without))}" if law.without else ""
            name = f"{about}, {' and '.join(law.members)}{without}"
            found.setdefault(name, []).append(law)
    return found


GROUPS = _groups()


def test_no_law_is_left_out() -> None:
    assert sorted(law.name for laws in GROUPS.values() for law in laws) == sorted(LAWS)


@pytest.mark.parametrize("group", GROUPS)
def test_the_laws_hold(group: str) -> None:
    _held(GROUPS[group])()


def _held(laws: list[Law]) -> Callable[[], None]:
    @settings(deadline=None, suppress_health_check=list(HealthCheck))
    @given(life=lives(laws[0].without, members=laws[0].members, wide=None))
    def hold(life: Life) -> None:
        if laws[0].lives:
            for law in laws:
                law.check_life(life)
            return
        with at_table(life) as table:
            table.play()
            stored = table.ledger.event_count
            for law in laws:
                law.check(table)
                assert table.ledger.event_count == stored, f"{law} is no law of what stands"

    return hold
