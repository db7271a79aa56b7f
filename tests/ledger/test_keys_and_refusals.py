"""The same key is done once; a refusal has one code, in one order, and leaves no trace."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.postgres_server import Server

from memberledger import InvalidPlan, Ledger, LedgerError, Refused

from .house import GLOW, House, day, plan

Call = Callable[[Ledger, str | None], Any]

# verb: how it is asked for, how another request of the same verb looks, what comes before it
KEYED: dict[str, tuple[Call, Call, tuple[Callable[[House], Any], ...]]] = {
    "enroll": (
        lambda at, key: at.enroll("bo", "glow", key=key),
        lambda at, key: at.enroll("bo", "radiance", key=key),
        (),
    ),
    "redeem": (
        lambda at, key: at.redeem("ana", "facial", key=key),
        lambda at, key: at.redeem("ana", "credit", amount="5.00", key=key),
        (),
    ),
    "reserve": (
        lambda at, key: at.reserve("ana", "facial", for_on=day("2026-01-20"), key=key or "k"),
        lambda at, key: at.reserve("ana", "facial", for_on=day("2026-01-21"), key=key or "k"),
        (),
    ),
    "adjust": (
        lambda at, key: at.adjust("ana", "facial", quantity=2, key=key),
        lambda at, key: at.adjust("ana", "facial", quantity=3, key=key),
        (),
    ),
    "share": (
        lambda at, key: at.share("ana", "bo", key=key),
        lambda at, key: at.share("ana", "cy", key=key),
        (),
    ),
    "pause": (
        lambda at, key: at.pause("ana", until=day("2026-02-01"), key=key),
        lambda at, key: at.pause("ana", key=key),
        (),
    ),
    "change_plan": (
        lambda at, key: at.change_plan("ana", "radiance", key=key),
        lambda at, key: at.change_plan("ana", "radiance", when="next_period", key=key),
        (),
    ),
    "refund": (
        lambda at, key: at.refund("ana", charged_on=day("2026-01-05"), amount="5.00", key=key),
        lambda at, key: at.refund("ana", charged_on=day("2026-01-05"), amount="6.00", key=key),
        (),
    ),
    "dispute": (
        lambda at, key: at.dispute("ana", charged_on=day("2026-01-05"), key=key),
        lambda at, key: at.dispute("ana", charge="sim_ana_1_1", key=key),
        (),
    ),
    "close_dispute": (
        lambda at, key: at.close_dispute("ana", "won", charged_on=day("2026-01-05"), key=key),
        lambda at, key: at.close_dispute("ana", "lost", charged_on=day("2026-01-05"), key=key),
        (),
    ),
    "record_consent": (
        lambda at, key: at.record_consent(
            "ana", terms_hash="ab", text_version="1", channel="desk", key=key
        ),
        lambda at, key: at.record_consent(
            "ana", terms_hash="ab", text_version="2", channel="desk", key=key
        ),
        (),
    ),
    "record_notice": (
        lambda at, key: at.record_notice(
            "ana", kind="price_change", delivered_on=day("2026-01-05"), key=key
        ),
        lambda at, key: at.record_notice(
            "ana", kind="renewal", delivered_on=day("2026-01-05"), key=key
        ),
        (),
    ),
    "amend": (
        lambda at, key: at.amend("ana", version=2, from_on=day("2026-02-05"), key=key),
        lambda at, key: at.amend("ana", version=2, from_on=day("2026-03-05"), key=key),
        (lambda house: house.ledger.publish([{**GLOW, "version": 2, "price": "219.00"}]),),
    ),
}
WITHOUT_DETAILS: dict[str, tuple[Call, tuple[Callable[[House], Any], ...]]] = {
    "resume": (lambda at, key: at.resume("ana", key=key), (lambda h: h.ledger.pause("ana"),)),
    "cancel": (lambda at, key: at.cancel("ana", key=key), ()),
    "reinstate": (
        lambda at, key: at.reinstate("ana", key=key),
        (lambda h: h.ledger.cancel("ana"),),
    ),
    "update_card": (lambda at, key: at.update_card("ana", key=key), ()),
}


def open_house() -> House:
    house = House()
    house.ledger.enroll("ana", "glow")
    return house


@pytest.mark.parametrize("verb", [*KEYED, *WITHOUT_DETAILS])
def test_the_same_key_and_request_give_the_first_result_whatever_happened_since(verb: str) -> None:
    call, before = (KEYED[verb][0], KEYED[verb][2]) if verb in KEYED else WITHOUT_DETAILS[verb]
    house = open_house()
    for act in before:
        act(house)
    first = call(house.ledger, "visit-1")
    count = house.ledger.event_count
    again = call(house.ledger, "visit-1")
    assert (again.events, again.repeated, first.repeated) == (first.events, True, False)
    assert house.ledger.event_count == count
    house.on("2026-03-20")
    house.ledger.cancel("ana") if house.ledger.member("ana").ends_on is None else None
    house.on("2026-05-20")
    count = house.ledger.event_count
    assert call(house.ledger, "visit-1").events == first.events
    assert house.ledger.event_count == count


@pytest.mark.parametrize("verb", KEYED)
def test_a_key_of_another_request_is_refused(verb: str) -> None:
    call, other, before = KEYED[verb]
    house = open_house()
    for act in before:
        act(house)
    call(house.ledger, "visit-1")
    with pytest.raises(Refused) as refused:
        other(house.ledger, "visit-1")
    assert refused.value.reason == "key_reused"


def test_keys_belong_to_a_member_and_a_verbs_object() -> None:
    house = open_house()
    house.ledger.enroll("bo", "glow", key="k")
    house.ledger.redeem("ana", "facial", key="k")
    house.ledger.adjust("ana", "facial", quantity=1, key="k")
    house.ledger.redeem("bo", "facial", key="k")
    assert house.balance()["facial"] == 1


def test_a_reservations_key_is_the_redemptions_that_uses_it() -> None:
    house = open_house()
    house.ledger.reserve("ana", "facial", for_on=day("2026-01-10"), key="appt")
    receipt = house.ledger.redeem("ana", "facial", key="appt")
    assert (receipt.redemption, receipt.left) == ("appt", 0)
    assert house.ledger.redeem("ana", "facial", key="appt").repeated
    assert house.ledger.reverse("ana", "appt").events
    assert house.ledger.reverse("ana", "appt").repeated


def test_the_date_is_not_part_of_a_request_and_the_day_performed_is() -> None:
    house = open_house()
    house.ledger.redeem("ana", "facial", key="k", performed_on=day("2026-01-05"))
    house.on("2026-01-09")
    again = house.ledger.redeem("ana", "facial", key="k", performed_on=day("2026-01-05"))
    assert again.repeated
    with pytest.raises(Refused, match="key_reused"):
        house.ledger.redeem("ana", "facial", key="k", performed_on=day("2026-01-06"))


def test_money_is_the_same_request_in_major_units_and_in_minor_units() -> None:
    house = open_house()
    house.ledger.redeem("ana", "credit", amount="20.00", key="sale")
    assert house.ledger.redeem("ana", "credit", amount=2000, key="sale").repeated


def test_a_charge_id_belongs_to_the_practice() -> None:
    house = House(reported=True)
    for member in ("ana", "bo"):
        house.ledger.enroll(member, "glow")
    house.ledger.charge_succeeded("ana", "ch_1", "199.00")
    assert house.ledger.charge_succeeded("ana", "ch_1", "199.00").events == ()
    for act in (house.ledger.charge_succeeded, house.ledger.charge_failed):
        code = ("x",) if act == house.ledger.charge_failed else ()
        with pytest.raises(Refused, match="key_reused"):
            act("bo", "ch_1", "199.00", *code)


# The order of refusals

ORDERED: list[tuple[str, Callable[[Ledger], Any]]] = [
    # shape, sign, precision and dates come before anybody is looked up
    ("invalid", lambda at: at.redeem("nobody", "laser", quantity=0)),
    ("invalid", lambda at: at.redeem("nobody", "laser", quantity=1, amount="1.00")),
    ("invalid", lambda at: at.redeem("nobody", "laser", amount="1.005")),
    ("invalid", lambda at: at.redeem("nobody", "laser", performed_on=day("2026-01-06"))),
    ("invalid", lambda at: at.redeem("nobody", "laser", key="")),
    ("invalid", lambda at: at.redeem("", "laser")),
    ("invalid", lambda at: at.enroll("", "platinum")),
    ("invalid", lambda at: at.enroll("bo", "platinum", key=" ")),
    ("invalid", lambda at: at.change_plan("", "platinum")),
    ("invalid", lambda at: at.change_plan("nobody", "platinum", key="\0")),
    ("invalid", lambda at: at.refund("nobody", charge="a", charged_on=day("2026-01-05"))),
    ("invalid", lambda at: at.refund("nobody")),
    # then the plan, then the member
    ("unknown_plan", lambda at: at.change_plan("nobody", "platinum")),
    ("not_enrolled", lambda at: at.change_plan("nobody", "radiance")),
    ("not_enrolled", lambda at: at.redeem("nobody", "laser")),
    # the key before the state
    ("key_reused", lambda at: at.redeem("gone", "facial", quantity=9, key="v")),
    ("cancelled", lambda at: at.redeem("gone", "laser", by="stranger")),
    ("cancelled", lambda at: at.pause("gone")),
    ("not_shared", lambda at: at.redeem("ana", "laser", by="stranger")),
    ("unknown_benefit", lambda at: at.redeem("ana", "laser", quantity=99)),
    ("insufficient_balance", lambda at: at.redeem("ana", "facial", quantity=99)),
    ("invalid", lambda at: at.redeem("ana", "credit", quantity=1)),
    ("invalid", lambda at: at.redeem("ana", "facial", amount="5.00")),
    ("invalid", lambda at: at.reverse("ana", "never")),
    ("invalid", lambda at: at.release("ana", "never")),
    ("invalid", lambda at: at.enroll("ana", "glow")),
    ("invalid", lambda at: at.resume("ana")),
    ("invalid", lambda at: at.reinstate("ana")),
    ("amount_exceeds_charge", lambda at: at.refund("ana", charge="sim_ana_1_1", amount="199.01")),
]


@pytest.fixture
def house() -> House:
    made = House(GLOW, plan(id="radiance", cancellation={"effective": "immediately"}))
    made.ledger.enroll("ana", "glow")
    made.ledger.enroll("gone", "radiance")
    made.ledger.redeem("gone", "facial", key="v")
    made.ledger.cancel("gone")
    return made


@pytest.mark.parametrize(("code", "call"), ORDERED)
def test_where_several_rules_refuse_the_first_of_the_order_is_told(
    house: House, code: str, call: Callable[[Ledger], Any]
) -> None:
    before = house.ledger.event_count
    with pytest.raises(Refused) as refused:
        call(house.ledger)
    assert refused.value.reason == code
    assert str(refused.value).startswith(f"{code}: ")
    assert house.ledger.event_count == before


def test_a_refused_command_leaves_the_bytes_of_the_file_unchanged(tmp_path: Path) -> None:
    file = tmp_path / "spa.db"
    house = House(at=file)
    house.ledger.enroll("ana", "glow")
    house.ledger.close()
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with Ledger.open(file, clock=house.clock) as ledger:
        for _, call in ORDERED:
            with pytest.raises(Refused):
                call(ledger)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_refused_command_leaves_every_row_of_a_schema_unchanged(postgres: Server) -> None:
    url = postgres.url()
    house = House(at=url)
    house.ledger.enroll("ana", "glow")
    house.ledger.close()
    before = postgres.rows(url)
    with Ledger.open(url, clock=house.clock) as ledger:
        for _, call in ORDERED:
            with pytest.raises(Refused):
                call(ledger)
    assert postgres.rows(url) == before
    assert any(before.values())


def test_a_refusal_does_not_even_keep_what_fell_due_on_the_way() -> None:
    house = open_house()
    house.clock.day = day("2026-06-20")
    before = house.ledger.event_count
    with pytest.raises(Refused, match="insufficient_balance"):
        house.ledger.redeem("ana", "facial", quantity=99)
    assert house.ledger.event_count == before
    assert len(house.ledger.member("ana").charges) == 1


def test_the_day_of_a_member_never_goes_back() -> None:
    house = open_house().on("2026-02-10")
    house.clock.day = day("2026-01-20")
    with pytest.raises(Refused, match="invalid"):
        house.ledger.pause("ana")


# Garbage, one by one; the fuzz has more

GARBAGE: list[Callable[[Ledger], Any]] = [
    lambda at: at.redeem("ana", "facial", actor=5),  # type: ignore[arg-type]
    lambda at: at.redeem("ana", "facial", reason=["x"]),  # type: ignore[arg-type]
    lambda at: at.redeem("ana", "facial", reason="\ud800"),
    lambda at: at.redeem("ana", "facial", by=5),  # type: ignore[arg-type]
    lambda at: at.redeem("ana", "facial", quantity=True),
    lambda at: at.redeem("ana", "facial", quantity=10**5000),
    lambda at: at.enroll("bo", "glow", state=5),  # type: ignore[arg-type]
    lambda at: at.enroll("bo", "glow", state="\ud800"),
    lambda at: at.enroll("bo", "glow", anchor="2026-02-01"),  # type: ignore[arg-type]
    lambda at: at.enroll("bo", ["glow"]),  # type: ignore[arg-type]
    lambda at: at.record_notice("ana", kind="x", delivered_on=day("2026-01-05"), channel=5),  # type: ignore[arg-type]
    lambda at: at.amend("ana", version=[], from_on=day("2026-02-05")),  # type: ignore[arg-type]
    lambda at: at.amend("ana", version=2, from_on=None),  # type: ignore[arg-type]
    lambda at: at.charge_failed("ana", "c", "1.00", "x", bill=[]),  # type: ignore[arg-type]
    lambda at: at.charge_succeeded("ana", "c", 1.5),  # type: ignore[arg-type]
    lambda at: at.charge_succeeded("ana", "c", "-1.00"),
    lambda at: at.charge_succeeded("ana", "c", "1.00", on=day("2026-01-06")),
    lambda at: at.close_dispute("ana", ["won"], charge="x"),  # type: ignore[arg-type]
    lambda at: at.advance(day("2026-01-06")),
    lambda at: at.advance(member=[]),  # type: ignore[arg-type]
    lambda at: at.history(None),  # type: ignore[arg-type]
    lambda at: at.member("ana", as_of="today"),  # type: ignore[arg-type]
    lambda at: at.revenue(known_on=day("2026-01-06")),
    lambda at: at.quote("ana", None),  # type: ignore[arg-type]
    lambda at: at.quote("ana", ["facial"]),  # type: ignore[list-item]
    lambda at: at.quote("nobody", []),
    lambda at: at.open_practice("America/Denver", []),  # type: ignore[arg-type]
    lambda at: at.open_practice("Mars/Base", "USD"),
    lambda at: at.open_practice("America", "USD"),
    lambda at: at.open_practice("../../etc/passwd", "USD"),
    lambda at: at.open_practice("America/Denver", "EUR"),
    lambda at: at.open_practice("America/Denver", "USD", None),  # type: ignore[arg-type]
]


@pytest.mark.parametrize("call", GARBAGE)
def test_garbage_is_refused_and_never_crashes(house: House, call: Callable[[Ledger], Any]) -> None:
    before = house.ledger.event_count
    with pytest.raises(Refused):
        call(house.ledger)
    assert house.ledger.event_count == before


@pytest.mark.parametrize("plans", [[5], "glow", [None], [{"id": "x"}], {"glow": 1}])
def test_what_is_no_plan_is_an_invalid_plan(house: House, plans: Any) -> None:
    with pytest.raises(InvalidPlan):
        house.ledger.publish(plans)


@pytest.mark.parametrize("address", ["", "\0", "postgres://here", "sqlite:///x?mode=ro"])
def test_what_is_no_address_is_an_error_of_the_ledger(address: str) -> None:
    with pytest.raises(LedgerError):
        Ledger.open(address)


def test_a_first_billing_date_at_the_end_of_the_calendar_is_refused_or_kept() -> None:
    house = House(plan(term={"cycles": 6}))
    try:
        house.ledger.enroll("ana", "glow", anchor=day("9999-12-31"))
    except Refused as refused:
        assert refused.reason == "invalid"  # noqa: PT017 - to refuse it is right as well
        return
    assert house.ledger.member("ana").status == "active"


def test_a_pause_to_the_end_of_the_calendar_can_be_asked_about() -> None:
    house = open_house()
    try:
        house.ledger.pause("ana", until=day("9999-12-31"))
    except Refused as refused:
        assert refused.reason == "invalid"  # noqa: PT017 - to refuse it is right as well
        return
    assert house.ledger.member("ana").status == "paused"


def test_a_reservation_for_the_last_day_of_the_calendar_does_not_stop_the_clock() -> None:
    house = open_house()
    house.ledger.adjust("ana", "facial", quantity=1)
    try:
        house.ledger.reserve("ana", "facial", for_on=day("9999-12-31"), key="appt")
    except Refused as refused:
        assert refused.reason == "invalid"  # noqa: PT017 - to refuse it is right as well
        return
    assert house.on("2026-02-05").balance()["facial"] == 1


def test_names_of_other_scripts_are_names(tmp_path: Path) -> None:
    house = House(at=tmp_path / "спа.db", practice="水療")
    house.ledger.enroll("Анна", "glow", key="ключ")
    assert house.ledger.members() == ["Анна"]
    assert os.listdir(tmp_path)  # noqa: PTH208 - names as the system gives them


def test_names_of_other_scripts_are_names_on_a_server(postgres: Server) -> None:
    house = House(at=postgres.url("%D1%81%D0%BF%D0%B0"), practice="水療")
    house.ledger.enroll("Анна", "glow", key="ключ")
    assert house.ledger.members() == ["Анна"]
    house.ledger.close()
