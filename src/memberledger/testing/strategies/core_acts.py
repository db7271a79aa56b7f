"""What can be asked of the core, in words that need no knowledge of what came before."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from memberledger.testing.strategies.values import codes

__all__ = ["ALWAYS", "OUT_OF_PLACE", "REPORTS", "Details", "core_acts", "details"]

Details = st.SearchStrategy[dict[str, Any]]

ALWAYS = (
    *("wait", "redeem", "redeem", "redeem", "redeem", "redeem", "reserve", "reserve", "adjust"),
    *("card", "card", "update_card", "pause", "pause", "change_plan", "change_plan"),
    *("cancel", "share", "refund", "refund", "dispute"),
)
"""Verbs that make sense at any time, each as often as it is worth."""
REPORTS = ("charge_succeeded",) * 8 + ("charge_failed",) * 3
"""Verbs of a practice whose charges are only reported."""
OUT_OF_PLACE = ("enroll", "resume", "reinstate", "release", "reverse", "dispute_closed")
"""Verbs that mostly answer to another one, and are now and then asked without it."""

_WHICH = st.integers(0, 3)
_REPORTED = {
    "charge": st.sampled_from(["c1", "c2", "c3", "c4", "c5"]),
    "percent": st.sampled_from([100, 100, 100, 40, 130]),
    "ago": st.sampled_from([0, 0, 1, 4, 20]),
}


def details(
    required: dict[str, Any] | None = None, optional: dict[str, Any] | None = None
) -> Details:
    """What is said with a verb: these, and any of those."""
    return st.fixed_dictionaries(required or {}, optional=optional or {})


def core_acts(plans: tuple[str, ...]) -> dict[str, Details]:
    """Each verb with what is said with it; redemptions and what hangs on their keys apart.

    Args:
        plans: the ids that are enrolled on and changed to.
    """
    plan = st.sampled_from(plans)
    return {
        "wait": details(),
        "enroll": details({"plan": plan}, {"anchor_in": st.sampled_from([0, 3, 20, 40])}),
        "card": details({"code": codes() | st.none()}),
        "update_card": details(),
        "pause": details(
            optional={
                "until_in": st.sampled_from([1, 5, 12, 31, 60]),
                "from_in": st.sampled_from([0, 3, 12, 40]),
                "waive": st.just("hardship"),
            }
        ),
        "resume": details(),
        "change_plan": details(
            {"plan": plan}, {"when": st.sampled_from(["now", "now", "next_period"])}
        ),
        "cancel": details(),
        "reinstate": details(),
        "share": details({"person": st.sampled_from(["bob", "cleo", "ana"])}),
        "refund": details({"which": _WHICH}, {"percent": st.sampled_from([1, 33, 50, 100, 120])}),
        "dispute": details({"which": _WHICH}),
        "dispute_closed": details({"which": _WHICH, "outcome": st.sampled_from(["won", "lost"])}),
        "charge_succeeded": details(_REPORTED),
        "charge_failed": details({**_REPORTED, "code": codes()}),
    }
