"""Whatever is thrown at a ledger, it answers or refuses; nothing else comes back."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from memberledger import InvalidPlan, Item, Ledger, Refused
from memberledger.projections import Ratio

from .house import GLOW, RADIANCE, House, day

NOT_COMMANDS = {"open", "close"}
METHODS = sorted(
    name
    for name, member in inspect.getmembers(Ledger)
    if not name.startswith("_") and inspect.isfunction(member) and name not in NOT_COMMANDS
)

plausible = st.sampled_from(
    [
        *("ana", "bo", "glow", "radiance", "facial", "credit", "k", "sim_ana_1_1", "now", "won"),
        *("lost", "insufficient_funds", "US-CA", "5.00", "-1.00", "199.00", "1.005", "USD"),
        *("America/Denver", 1, 2, -1, 10**15, day("2026-01-05"), day("2026-01-04")),
        *(day("2026-02-05"), day("2026-03-01"), None, True),
    ]
)
garbage = st.one_of(
    st.text(max_size=5),
    st.sampled_from(["", " ", "\0", "\ud800", "a\n", "x" * 300, "\u202e", "[/red]"]),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.booleans(),
    st.binary(max_size=3),
    st.dates(date(1, 1, 1), date(9999, 12, 31)),
    st.sampled_from([date.min, date.max, datetime(2026, 1, 5, tzinfo=UTC)]),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
    st.just(Item("facial", 100)),
    st.just([Item("facial", 100)]),
    st.just([GLOW]),
    st.just([{**GLOW, "version": 2}]),
)
anything = st.one_of(plausible, plausible, garbage)


def calls(name: str) -> st.SearchStrategy[tuple[list[Any], dict[str, Any]]]:
    parameters = list(inspect.signature(getattr(Ledger, name)).parameters.values())[1:]
    positional = [p for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
    needed = {
        p.name: anything for p in parameters if p.kind is p.KEYWORD_ONLY and p.default is p.empty
    }
    optional = {
        p.name: anything
        for p in parameters
        if p.kind is p.KEYWORD_ONLY and p.default is not p.empty and p.name != "progress"
    }
    return st.tuples(
        st.lists(anything, min_size=len(positional), max_size=len(positional)),
        st.fixed_dictionaries(needed, optional=optional),
    )


def throw(house: House, name: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    call: Callable[..., Any] = getattr(house.ledger, name)
    before = house.ledger.event_count
    try:
        call(*args, **kwargs)
    except (Refused, InvalidPlan):
        assert house.ledger.event_count == before


@pytest.mark.parametrize("name", METHODS)
def test_garbage_is_answered_or_refused(name: str) -> None:
    house = House()
    house.ledger.enroll("ana", "glow")

    @settings(
        max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(calls(name))
    def run(call: tuple[list[Any], dict[str, Any]]) -> None:
        throw(house, name, *call)

    run()
    # whatever was done, the members can still be read and the clock still runs
    for member in house.ledger.members():
        house.ledger.member(member)
    house.on("2026-02-06")
    for member in house.ledger.members():
        house.ledger.member(member)
    figures = house.ledger.revenue()
    assert figures.collected == figures.recognised + figures.deferred + figures.refunded


def test_there_are_methods_to_throw_at() -> None:
    assert {"enroll", "redeem", "refund", "amend", "quote", "advance", "revenue"} <= set(METHODS)


A_DAY = day("2026-01-05")
RICH = {
    **GLOW,
    "benefits": [
        {
            "id": "facial",
            "kind": "service_credit",
            "quantity": 1,
            "transferable": {},
            "converts": {"to": "credit", "at": "20.00"},
        },
        {"id": "credit", "kind": "value_credit", "amount": "50.00"},
        {
            "id": "gift",
            "kind": "value_credit",
            "amount": "9.00",
            "grants": {"occasion": "birthday"},
        },
    ],
}
WINDOW = {"first": A_DAY, "until": A_DAY, "known_on": A_DAY}
WHO = {"actor": "desk", "reason": "asked"}
# a call of each method that is done, with everything it takes
DONE: dict[str, dict[str, Any]] = {
    "enroll": {
        "member": "bo",
        "plan": "glow",
        "anchor": day("2026-01-20"),
        "starts": day("2026-01-19"),
        "price": "149.00",
        "waive": "enrollment_fee",
        "state": "US-CA",
        "at": "north",
        "processor_customer": "cus_1",
        "key": "k",
        **WHO,
    },
    "redeem": {
        "member": "ana",
        "benefit": "facial",
        "quantity": 1,
        "key": "k",
        "performed_on": A_DAY,
        "by": "ana",
        "at": "north",
        "service": "facial",
        **WHO,
    },
    "reserve": {
        "member": "ana",
        "benefit": "credit",
        "amount": "5.00",
        "for_on": A_DAY,
        "key": "k",
        "by": "ana",
        "at": "north",
        "service": "serum",
        **WHO,
    },
    "release": {"member": "ana", "key": "held", "late": True, "price": "5.00", **WHO},
    "no_show": {"member": "ana", "key": "missed", "price": "5.00", **WHO},
    "reverse": {"member": "ana", "key": "used", **WHO},
    "convert": {"member": "ana", "benefit": "facial", "quantity": 1, "key": "k", **WHO},
    "transfer": {
        "member": "ana",
        "to": "tess",
        "benefit": "facial",
        "quantity": 1,
        "key": "k",
        **WHO,
    },
    "adjust": {
        "member": "ana",
        "benefit": "facial",
        "quantity": 1,
        "expires_on": day("2026-03-01"),
        "key": "k",
        **WHO,
    },
    "occasion": {"member": "ana", "name": "birthday", "key": "k", **WHO},
    "waive": {"member": "ana", "on": day("2026-02-05"), "grants": False, "key": "k", **WHO},
    "extend": {
        "member": "ana",
        "benefit": "facial",
        "granted_on": A_DAY,
        "to": day("2026-03-01"),
        "key": "k",
        **WHO,
    },
    "share": {"member": "ana", "person": "bo", "key": "k", **WHO},
    "pause": {
        "member": "ana",
        "until": day("2026-03-01"),
        "from_on": day("2026-02-01"),
        "waive": "hardship",
        "key": "k",
        **WHO,
    },
    "resume": {"member": "sam", "key": "k", **WHO},
    "change_plan": {
        "member": "ana",
        "plan": "radiance",
        "when": "next_period",
        "from_on": day("2026-02-20"),
        "key": "k",
        **WHO,
    },
    "amend": {
        "member": "ana",
        "plan": "glow",
        "version": 2,
        "from_on": day("2026-02-05"),
        "notified_on": A_DAY,
        "key": "k",
        **WHO,
    },
    "amend_all": {
        "plan": "glow",
        "version": 2,
        "from_on": day("2026-02-05"),
        "notified_on": A_DAY,
        "key": "k",
        **WHO,
    },
    "cancel": {
        "member": "ana",
        "waive": "illness",
        "ends_on": day("2026-12-01"),
        "key": "k",
        **WHO,
    },
    "renew": {"member": "tom", "key": "k", **WHO},
    "reinstate": {"member": "lea", "key": "k", **WHO},
    "record_consent": {
        "member": "ana",
        "terms_hash": "ab",
        "text_version": "1",
        "channel": "desk",
        "key": "k",
        "actor": "desk",
    },
    "record_notice": {
        "member": "ana",
        "kind": "price",
        "delivered_on": A_DAY,
        "channel": "email",
        "key": "k",
        "actor": "desk",
    },
    "charge_succeeded": {
        "member": "ana",
        "charge": "c",
        "amount": "5.00",
        "on": A_DAY,
        "bill": 1,
        **WHO,
    },
    "charge_failed": {
        "member": "ana",
        "charge": "c",
        "amount": "5.00",
        "code": "x",
        "on": A_DAY,
        "bill": 1,
        **WHO,
    },
    "erase": {"member": "gone", "vault": None, "key": "k", **WHO},
    "update_card": {"member": "ana", "key": "k", **WHO},
    "refund": {"member": "ana", "charge": "sim_ana_1_1", "amount": "5.00", "key": "k", **WHO},
    "dispute": {"member": "ana", "charge": "sim_ana_1_1", "key": "k", **WHO},
    "close_dispute": {
        "member": "ana",
        "outcome": "won",
        "charge": "sim_ana_1_1",
        "key": "k",
        **WHO,
    },
    "open_practice": {
        "timezone": "America/Denver",
        "currency": "USD",
        "plans": [RICH],
        "rung": "live",
        "locations": ["north"],
        "catalogue": [{"id": "peel", "price": "150.00"}],
    },
    "publish": {"plans": [{**GLOW, "version": 3}]},
    "advance": {"as_of": A_DAY, "member": "ana"},
    "member": {"member": "ana", "as_of": A_DAY, "known_on": A_DAY},
    "history": {"member": "ana"},
    "revenue": {"as_of": A_DAY, "known_on": A_DAY},
    "movements": {"member": "ana", "benefit": "facial", "as_of": A_DAY, "known_on": A_DAY},
    "mrr": {**WINDOW, "paused": "counted"},
    "rates": {**WINDOW, "paused": "left out"},
    "lifetime_value": {**WINDOW, "margin": Ratio(60, 100), "paused": "apart"},
    "retention": {"as_of": A_DAY, "known_on": A_DAY, "paused": "apart"},
    "delinquent": {"as_of": A_DAY, "known_on": A_DAY},
    "utilisation": {**WINDOW, "as_of": A_DAY},
    "recovery": {**WINDOW, "as_of": A_DAY},
    "breakage": {**WINDOW, "as_of": A_DAY},
    "tiers": {"as_of": A_DAY, "known_on": A_DAY, "paused": "apart"},
    "trend": {**WINDOW},
    "margin": {"costs": {"facial": "45.00"}, **WINDOW},
    "quote": {"member": "ana", "items": [Item("facial", 100)]},
    "accounts": {"as_of": A_DAY, "known_on": A_DAY},
    "booked": {"as_of": A_DAY, "known_on": A_DAY},
    "journal": {"member": "ana", "through": A_DAY},
    "history_of": {
        "member": "ana",
        "as_of": A_DAY,
        "known_on": A_DAY,
        "first": A_DAY,
        "until": A_DAY,
        "kinds": ["Redeemed"],
    },
    "difference": {"member": "ana", "before": A_DAY, "after": A_DAY, "known_on": A_DAY},
    "steps": {"member": "ana"},
    "explain_balance": {
        "member": "ana",
        "benefit": "facial",
        "as_of": A_DAY,
        "known_on": A_DAY,
    },
    "explain_charge": {
        "member": "ana",
        "charge": "sim_ana_1_1",
        "as_of": A_DAY,
        "known_on": A_DAY,
    },
    "explain_owed": {"member": "ana", "as_of": A_DAY, "known_on": A_DAY},
    "explain_credit": {"member": "ana", "as_of": A_DAY, "known_on": A_DAY},
    "explain_standing": {"member": "ana", "as_of": A_DAY, "known_on": A_DAY},
    "explain_next_charge": {"member": "ana", "as_of": A_DAY, "known_on": A_DAY},
    "explain_deferred": {"member": "ana", "as_of": A_DAY, "known_on": A_DAY},
    "explain_mrr": {"month": A_DAY, "known_on": A_DAY},
    "explain_revenue": {"month": A_DAY, "member": "ana", "known_on": A_DAY},
    "roll_forward": {"first": A_DAY, "until": A_DAY, "known_on": A_DAY},
    "roster": {
        "tier": "glow",
        "status": "active",
        "standing": "good",
        "flagged": False,
        "expiring_by": A_DAY,
        "after": "a",
        "limit": 3,
        "as_of": A_DAY,
        "known_on": A_DAY,
    },
    "balances": {"member": "ana", "as_of": A_DAY, "known_on": A_DAY},
    "all_balances": {"as_of": A_DAY, "known_on": A_DAY},
    "lots": {"member": "ana", "as_of": A_DAY, "known_on": A_DAY},
    "expiring": {"until": A_DAY, "as_of": A_DAY, "known_on": A_DAY},
    "agenda": {"until": A_DAY},
}
RUBBISH: list[Any] = [
    *("", " ", "\0", "\ud800", "a\nb", "x" * 300, "\u202e", "[/red]", "nobody", "2026-01-05"),
    *(0, -1, 7, 10**20, 10**400, 1.5, float("nan"), True, b"x", object()),
    *([], ["x"], {}, {"a": 1}, (), {1}, [None], [Item("facial", 100), 5], [[]]),
    *(date.min, date.max, datetime(2026, 1, 5, tzinfo=UTC), day("2026-01-06"), Item("a", 1)),
]


def prepared() -> House:
    house = House(RICH, RADIANCE)
    at = house.ledger
    for member in ("ana", "sam", "lea", "tess"):
        at.enroll(member, "glow")
    at.open_practice("America/Denver", "USD", [RICH], locations=["north"])
    at.publish([{**RICH, "version": 2}])
    at.publish([{**GLOW, "id": "yearly", "term": {"cycles": 12, "at_end": "opt_in"}}])
    at.enroll("tom", "yearly")
    at.adjust("ana", "facial", quantity=9)
    at.redeem("ana", "facial", key="used")
    at.reserve("ana", "facial", for_on=day("2026-01-20"), key="held")
    at.reserve("ana", "facial", for_on=A_DAY, key="missed")
    at.pause("sam")
    at.cancel("lea")
    at.publish([{**GLOW, "id": "short", "cancellation": {"effective": "immediately"}}])
    at.enroll("gone", "short")
    at.cancel("gone")
    return house


def test_every_method_is_known_with_all_it_takes() -> None:
    told = set(DONE) | {"today", "members", "practices"}
    assert set(METHODS) == told
    for name, asked in DONE.items():
        taken = set(inspect.signature(getattr(Ledger, name)).parameters) - {"self", "progress"}
        exclusive = {"quantity", "amount", "charge", "charged_on", "version", "price"}
        assert set(asked) | exclusive == taken | exclusive, name


@pytest.mark.parametrize("name", DONE)
def test_what_is_well_asked_is_done(name: str) -> None:
    getattr(prepared().ledger, name)(**DONE[name])


@pytest.mark.parametrize("name", DONE)
def test_one_argument_of_rubbish_is_answered_or_refused(name: str) -> None:
    house, wrong = prepared(), []
    for argument, value in ((argument, value) for argument in DONE[name] for value in RUBBISH):
        before = house.ledger.event_count
        try:
            getattr(house.ledger, name)(**{**DONE[name], argument: value})
        except (Refused, InvalidPlan):
            assert house.ledger.event_count == before, (argument, value)
        except Exception as error:  # noqa: BLE001 - anything else is what is looked for
            wrong.append(f"{argument}={value!r:.40}: {type(error).__name__}: {error!s:.80}")
        try:
            cards = [house.ledger.member(member) for member in house.ledger.members()]
            assert len(cards) >= 3
        except Exception as error:  # noqa: BLE001
            wrong.append(f"{argument}={value!r:.40}: then {type(error).__name__}: {error!s:.80}")
        if house.ledger.event_count != before:
            house = prepared()
    assert wrong == []
