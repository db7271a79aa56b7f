"""Random acts, one at a time: anything a practice can ask, whatever was asked before."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from memberledger.testing.asking import UNITS, Act, money_benefits
from memberledger.testing.strategies.core_acts import core_acts, details
from memberledger.testing.strategies.stories import House
from memberledger.testing.strategies.wider_acts import wider_acts

__all__ = ["commands"]

_KEYS = st.sampled_from(["k1", "k2", "k3"])
_AFTER = st.sampled_from([0, 1, 9, 31, 2, 20, 45])


def commands(
    house: House | None = None,
    members: tuple[str, ...] = ("ana",),
    verbs: frozenset[str] | None = None,
    *,
    after: st.SearchStrategy[int] | None = None,
) -> st.SearchStrategy[Act]:
    """Acts that `Table.perform` asks; each makes sense alone, and few find their answer.

    For lives in which most acts find what they are about, use `lives`.

    Args:
        house: what there is to ask about; by default one plan of the core, `p0`.
        members: who asks.
        verbs: those that are asked; default all of the house.
        after: days that pass before each; default mostly a few.
    """
    house = house or House()
    said = _said(house)
    chosen = sorted(verb for verb in said if verbs is None or verb in verbs)
    days = after if after is not None else _AFTER

    def of(verb: str) -> st.SearchStrategy[Act]:
        return st.builds(Act, days, st.just(verb), said[verb], st.sampled_from(members))

    return st.sampled_from(chosen).flatmap(of)


def _said(house: House) -> dict[str, st.SearchStrategy[dict[str, Any]]]:
    money = money_benefits(house.plans)

    def measured(benefit: str) -> st.SearchStrategy[dict[str, Any]]:
        quantity = [1, 999, 5_000, 9_900] if benefit in money else [1, 2, 4]
        return details({"benefit": st.just(benefit), "quantity": st.sampled_from(quantity)})

    some = st.sampled_from((*(house.menu or UNITS), *house.strays)).flatmap(measured)
    key = details({"key": _KEYS})
    ago = details(optional={"ago": st.sampled_from([1, 0, 3, 10, 35])})
    ahead = details({"ahead": st.sampled_from([2, 0, 9, 33])})
    said = {
        **core_acts(house.known),
        "redeem": st.builds(_together, some, key, ago),
        "reserve": st.builds(_together, some, key, ahead),
        "release": key,
        "reverse": key,
        "adjust": some | some.map(lambda s: {**s, "quantity": -s["quantity"]}),
    }
    if not house.manual:
        said = {verb: more for verb, more in said.items() if not verb.startswith("charge_")}
    if house.wide:
        said |= wider_acts(house.known)
        said |= dict.fromkeys(("no_show", "release_late"), key)
        given = details({"to": st.sampled_from(["bea", "ana"])})
        said["transfer"] = st.builds(_together, said["transfer"], given)
    return said


def _together(*parts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for part in parts for name, value in part.items()}
