"""What can be asked beyond the core, in words that need no knowledge of what came before."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .wider import OCCASIONS

__all__ = ["WIDER_ACTS", "invited", "said_more"]

Strategy = st.SearchStrategy[dict[str, Any]]


def _details(
    required: dict[str, Any] | None = None, optional: dict[str, Any] | None = None
) -> Strategy:
    return st.fixed_dictionaries(required or {}, optional=optional or {})


_AT = {"place": st.sampled_from([0, 1])}
_SERVICES = st.sampled_from(["facial", "peel", "massage", "unlisted"])
_PLAN = st.sampled_from(["p0", "p1", "p2"])

WIDER_ACTS: dict[str, Strategy] = {
    "convert": _details(
        {"benefit": st.sampled_from(["facial", "peel"])}, {"quantity": st.integers(1, 2)}
    ),
    "occasion": _details({"name": st.sampled_from([*OCCASIONS, "wedding"])}),
    "waive": _details({"in_days": st.sampled_from([0, 0, 20, 40])}, {"grants": st.booleans()}),
    "extend": _details({"which": st.integers(0, 5), "in_days": st.sampled_from([30, 90, -5])}),
    "amend": _details(
        {"in_days": st.sampled_from([0, 10, 40]), "price": st.sampled_from([25_000, 5_000])},
        {"told_ago": st.sampled_from([0, 31])},
    )
    | _details(
        {"in_days": st.sampled_from([0, 10, 40]), "version": st.integers(1, 3)},
        {"told_ago": st.sampled_from([0, 31])},
    ),
    "publish": _details({"plan": st.integers(0, 2), "like": st.integers(0, 2)}),
    "renew": _details(),
    "pause_later": _details({"in_days": st.sampled_from([3, 20, 45])}),
    "change_plan_later": _details({"plan": _PLAN, "in_days": st.sampled_from([10, 40])}),
    "transfer": _details(
        {"benefit": st.sampled_from(["facial", "peel", "gift"])}, {"quantity": st.integers(1, 3)}
    ),
}
"""Each verb with what it is given."""

_MORE: dict[str, Strategy] = {
    "enroll": _details(
        optional={
            "starts_in": st.sampled_from([0, 5, 40]),
            "price": st.sampled_from([15_000, 1]),
            "waive": st.just("enrollment_fee"),
            "state": st.sampled_from(["CA", "NY"]),
        }
    ),
    "cancel": _details(
        optional={"waive": st.just("illness"), "ends_in": st.sampled_from([3, 40, 100])}
    ),
    "adjust": _details(optional={"expires_in": st.sampled_from([0, 20, 90])}),
    "reserve": _details(optional={**_AT, "service": _SERVICES}),
    "redeem": _details(optional={**_AT, "service": _SERVICES})
    | _details({"service": _SERVICES, "price": st.sampled_from([20_000, 9_000])}),
}


def said_more(draw: st.DrawFn, verb: str, details: dict[str, Any]) -> dict[str, Any]:
    """A request of the core, in one of four cases with details beyond it."""
    if verb not in _MORE or draw(st.integers(0, 3)) != 3:
        return details
    return {**details, **draw(_MORE[verb])}


def invited(plans: tuple[dict[str, Any], ...]) -> list[tuple[str, dict[str, Any]]]:
    """What the terms of these plans invite: their own benefits by name, and their occasions."""
    found: list[tuple[str, dict[str, Any]]] = []
    for plan in plans:
        for benefit in plan["benefits"]:
            if "converts" in benefit:
                found.append(("convert", {"benefit": benefit["id"]}))
            if "transferable" in benefit:
                found.append(("transfer", {"benefit": benefit["id"]}))
            grants = benefit.get("grants")
            if isinstance(grants, dict) and "occasion" in grants:
                found.append(("occasion", {"name": grants["occasion"]}))
        if plan.get("term", {}).get("at_end") == "opt_in":
            found.append(("renew", {}))
    return found
