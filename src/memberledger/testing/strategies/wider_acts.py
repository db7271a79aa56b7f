"""What can be asked beyond the core, in words that need no knowledge of what came before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

from memberledger.testing.strategies.core_acts import Details, details
from memberledger.testing.strategies.wider_benefits import OCCASIONS

__all__ = ["invited", "said_more", "wider_acts"]

_AT = {"place": st.sampled_from([0, 1])}
_SERVICES = st.sampled_from(["facial", "peel", "massage", "unlisted"])


def wider_acts(plans: tuple[str, ...]) -> dict[str, Details]:
    """Each verb beyond the core with what is said with it.

    Args:
        plans: the ids that are changed to.
    """
    ahead = {"in_days": st.sampled_from([0, 10, 40])}
    told = {"told_ago": st.sampled_from([0, 31])}
    return {
        "convert": details(
            {"benefit": st.sampled_from(["facial", "peel"])}, {"quantity": st.integers(1, 2)}
        ),
        "occasion": details({"name": st.sampled_from([*OCCASIONS, "wedding"])}),
        "waive": details({"in_days": st.sampled_from([0, 0, 20, 40])}, {"grants": st.booleans()}),
        "extend": details({"which": st.integers(0, 5), "in_days": st.sampled_from([30, 90, -5])}),
        "amend": details({**ahead, "price": st.sampled_from([25_000, 5_000])}, told)
        | details({**ahead, "version": st.integers(1, 3)}, told),
        "publish": details({"plan": st.integers(0, 2), "like": st.integers(0, 2)}),
        "renew": details(),
        "pause_later": details({"in_days": st.sampled_from([3, 20, 45])}),
        "change_plan_later": details(
            {"plan": st.sampled_from(plans), "in_days": st.sampled_from([10, 40])}
        ),
        "transfer": details(
            {"benefit": st.sampled_from(["facial", "peel", "gift"])},
            {"quantity": st.integers(1, 3)},
        ),
    }


_MORE: dict[str, Details] = {
    "enroll": details(
        optional={
            "starts_in": st.sampled_from([0, 5, 40]),
            "price": st.sampled_from([15_000, 1]),
            "waive": st.just("enrollment_fee"),
            "state": st.sampled_from(["CA", "NY"]),
        }
    ),
    "cancel": details(
        optional={"waive": st.just("illness"), "ends_in": st.sampled_from([3, 40, 100])}
    ),
    "adjust": details(optional={"expires_in": st.sampled_from([0, 20, 90])}),
    "reserve": details(optional={**_AT, "service": _SERVICES}),
    "redeem": details(optional={**_AT, "service": _SERVICES})
    | details({"service": _SERVICES, "price": st.sampled_from([20_000, 9_000])}),
}


def said_more(draw: st.DrawFn, verb: str, said: dict[str, Any]) -> dict[str, Any]:
    """A request of the core, in one of four cases with details beyond it."""
    if verb not in _MORE or draw(st.integers(0, 3)) != 3:
        return said
    return {**said, **draw(_MORE[verb])}


def invited(plans: Iterable[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    """What the terms of these plans invite: their own benefits by name, and their occasions."""
    found: list[tuple[str, dict[str, Any]]] = []
    for plan in plans:
        for benefit in plan.get("benefits", ()):
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
