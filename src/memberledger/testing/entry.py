"""What Hypothesis calls when it is imported, so that `st.from_type(Plan)` draws a plan.

Registered are `Plan`, `Life`, `Act` and `Event`. Nothing is drawn, and no strategy is made, until
one of them is asked for.
"""

from __future__ import annotations

from typing import Any

__all__ = ["setup"]


def setup() -> None:
    """Register the types of the trade; called through the entry point group `hypothesis`."""
    from hypothesis import strategies as st

    from memberledger.aggregates.event import Event
    from memberledger.terms import Plan
    from memberledger.testing.asking import Act
    from memberledger.testing.lives import Life

    st.register_type_strategy(Plan, _plans)
    st.register_type_strategy(Event, _events)
    st.register_type_strategy(Act, _acts)
    st.register_type_strategy(Life, _lives)


def _plans(_type: type) -> Any:
    """Plans of any terms, in US dollars."""
    from memberledger.terms import read_plan
    from memberledger.testing.strategies import plans

    return plans(wide=None).map(lambda terms: read_plan(terms, "USD"))


def _events(_type: type) -> Any:
    """Events that a life has recorded; those of a rare kind come rarely."""
    from hypothesis import strategies as st

    from memberledger.testing.strategies import histories

    return histories().flatmap(st.sampled_from)


def _acts(_type: type) -> Any:
    from memberledger.testing.strategies import commands

    return commands()


def _lives(_type: type) -> Any:
    from memberledger.testing.strategies import lives

    return lives()
