"""What can be asked beyond the core, in words that need no knowledge of what came before."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

__all__ = ["WIDER_ACTS"]


def _details(
    required: dict[str, Any] | None = None, optional: dict[str, Any] | None = None
) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required or {}, optional=optional or {})


WIDER_ACTS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "convert": _details(
        {"benefit": st.sampled_from(["facial", "peel"])}, {"quantity": st.integers(1, 2)}
    ),
    "occasion": _details(
        {"name": st.sampled_from(["birthday", "birthday", "referral", "wedding"])}
    ),
    "waive": _details({"in_days": st.sampled_from([0, 0, 20, 40])}, {"grants": st.booleans()}),
    "extend": _details({"which": st.integers(0, 5), "in_days": st.sampled_from([30, 90, -5])}),
    "amend": _details(
        {"in_days": st.sampled_from([0, 10, 40]), "price": st.sampled_from([25_000, 5_000])},
        {"told_ago": st.sampled_from([0, 31])},
    ),
    "pause_later": _details({"in_days": st.sampled_from([3, 20, 45])}),
    "change_plan_later": _details(
        {"plan": st.sampled_from(["p0", "p1", "p2"]), "in_days": st.sampled_from([10, 40])}
    ),
}
"""Each verb with what it is given; `lives` says how it is asked."""
