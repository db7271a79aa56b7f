"""Questions: a member then and now, what was known, quotes, snapshots, several practices."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from memberledger import Item, Ledger, Refused, SetClock
from memberledger.aggregates.member import snapshot
from memberledger.ledger.ledger import registry
from memberledger.store import open_store
from memberledger.values import stream_id

from .house import GLOW, House, day, plan


def test_what_was_true_on_a_day_and_what_was_known_on_it() -> None:
    house = House()
    house.ledger.enroll("ana", "glow")
    house.on("2026-01-20").ledger.redeem("ana", "facial", performed_on=day("2026-01-08"))
    assert house.balance(as_of=day("2026-01-07"))["facial"] == 1
    assert house.balance(as_of=day("2026-01-08"))["facial"] == 0
    assert house.balance(as_of=day("2026-01-08"), known_on=day("2026-01-19"))["facial"] == 1
    assert house.balance(known_on=day("2026-01-19"))["facial"] == 1
    assert house.balance(known_on=day("2026-01-20"))["facial"] == 0


def test_what_is_known_on_a_day_is_known_by_its_local_midnight() -> None:
    # 06:30 UTC on the 6th is still the 5th in Denver
    moment = datetime(2026, 1, 6, 6, 30, tzinfo=UTC)
    ledger = Ledger.open("sqlite:///:memory:", clock=lambda: moment)
    ledger.open_practice("America/Denver", "USD", [GLOW])
    assert ledger.today() == day("2026-01-05")
    ledger.enroll("ana", "glow")
    assert ledger.member("ana", known_on=day("2026-01-05")).status == "active"
    with pytest.raises(Refused, match="invalid"):
        ledger.member("ana", as_of=day("2026-01-06"))


def test_before_the_enrollment_there_is_no_member() -> None:
    house = House(on="2026-01-10")
    house.ledger.enroll("ana", "glow")
    with pytest.raises(Refused, match="not_enrolled"):
        house.ledger.member("ana", as_of=day("2026-01-09"))
    assert house.ledger.revenue(as_of=day("2026-01-09")).collected == 0


def test_asking_changes_nothing() -> None:
    house = House()
    house.ledger.enroll("ana", "glow")
    count = house.ledger.event_count
    house.ledger.member("ana")
    house.ledger.history("ana")
    house.ledger.revenue()
    house.ledger.quote("ana", [Item("facial", 15000)])
    house.ledger.members()
    assert house.ledger.event_count == count


def test_a_quote_covers_what_is_held_and_lowers_the_rest() -> None:
    benefits = [
        {"id": "facial", "kind": "service_credit", "quantity": 1},
        {"id": "ten", "kind": "discount", "percent": 10, "services": "all"},
        {"id": "credit", "kind": "value_credit", "amount": "50.00", "services": "all"},
    ]
    house = House(plan(benefits=benefits, pause={}))
    house.ledger.enroll("ana", "glow")
    basket = [Item("facial", 15000, 2), Item("serum", 3000)]
    told = house.ledger.quote("ana", basket)
    # one facial covered; 135.00 + 27.00 less the credit of 50.00
    assert (told.total, told.full_price) == (11200, 33000)
    house.ledger.pause("ana")
    assert house.ledger.quote("ana", basket).total == 33000
    with pytest.raises(Refused, match="not_enrolled"):
        house.ledger.quote("bo", basket)


def test_a_quote_promises_nothing_that_the_till_would_refuse() -> None:
    house = House(plan())
    house.ledger.enroll("ana", "glow")
    house.cards.decline("ana", "insufficient_funds")
    house.clock.day = day("2026-02-06")  # nobody has let the clock run since the lot ended
    told = house.ledger.quote("ana", [Item("facial", 15000)])
    with pytest.raises(Refused, match="insufficient_balance"):
        house.ledger.redeem("ana", "facial")
    assert told.total == 15000


def test_any_split_of_the_days_gives_the_same_events() -> None:
    def lived(days: list[str]) -> list[object]:
        house = House()
        house.ledger.enroll("ana", "glow")
        house.each(days)
        return [event.model_dump(exclude={"recorded_at"}) for event in house.ledger.history("ana")]

    daily = [f"2026-{month:02}-{n:02}" for month in (1, 2, 3) for n in range(6, 29)]
    assert lived([*daily, "2026-04-06"]) == lived(["2026-04-06"])


def test_only_members_with_something_due_are_touched() -> None:
    house = House()
    for n in range(3):
        house.ledger.enroll(f"m-{n}", "glow")
    house.ledger.enroll("later", "glow", anchor=day("2026-03-01"))
    assert house.ledger.advance().members == 0
    house.clock.day = day("2026-02-05")
    report = house.ledger.advance()
    assert (report.members, report.as_of) == (3, day("2026-02-05"))
    assert house.ledger.advance().events == 0


def test_practices_in_one_place_do_not_see_each_other(place: str) -> None:
    hill, lake = House(at=place, practice="hill"), House(at=place, practice="lake", currency="EUR")
    hill.ledger.enroll("ana", "glow", key="k")
    assert lake.ledger.members() == []
    with pytest.raises(Refused, match="not_enrolled"):
        lake.ledger.redeem("ana", "facial", key="k")
    assert lake.ledger.revenue().collected == 0
    lake.ledger.enroll("ana", "radiance", key="k")
    lake.on("2026-06-05")
    assert len(hill.ledger.member("ana").charges) == 1
    assert hill.ledger.member("ana").plan == "glow"
    assert (hill.ledger.currency, lake.ledger.currency) == ("USD", "EUR")


def test_two_practices_may_have_charges_of_the_same_id(place: str) -> None:
    for name in ("hill", "lake"):
        house = House(at=place, practice=name, reported=True)
        house.ledger.enroll("ana", "glow")
        house.ledger.charge_succeeded("ana", "ch_1", "199.00")
        assert house.ledger.revenue().collected == 19900


def test_a_practice_that_was_never_opened_is_told() -> None:
    ledger = Ledger.open("sqlite:///:memory:")
    assert not ledger.is_open
    with pytest.raises(Refused, match="unknown_practice"):
        ledger.enroll("ana", "glow")


def test_a_ledger_is_read_again_from_its_place(place: str) -> None:
    house = House(at=place)
    house.ledger.enroll("ana", "glow")
    house.on("2026-05-05")
    card, revenue = house.ledger.member("ana"), house.ledger.revenue()
    house.ledger.close()
    house.ledger.close()
    with Ledger.open(place, clock=SetClock("America/Denver", day("2026-05-05"))) as a:
        assert (a.member("ana"), a.revenue()) == (card, revenue)


def test_a_snapshot_changes_the_cost_of_a_replay_and_never_its_meaning(place: str) -> None:
    house = House(at=place)
    house.ledger.enroll("ana", "glow")
    for n in range(130):
        house.ledger.redeem("ana", "credit", amount="0.10", key=f"s-{n}")
        house.ledger.reverse("ana", f"s-{n}")
    kept = house.ledger._desk.load("ana")
    house.ledger.close()
    fresh = House(at=place)
    replayed = fresh.ledger._desk.load("ana")
    assert snapshot.same(kept, replayed)
    assert fresh.ledger.member("ana", as_of=day("2026-01-05")) == fresh.ledger.member("ana")
    assert fresh.ledger.redeem("ana", "credit", amount="0.10", key="s-7").repeated


def test_a_snapshot_of_rubbish_is_passed_over(place: str) -> None:
    house = House(at=place)
    house.ledger.enroll("ana", "glow")
    card = house.ledger.member("ana")
    stream = stream_id("main", "ana")
    with open_store(place, registry()) as store:
        store.save_snapshot(stream, store.version(stream), b"{]", snapshot.schema())
    house.ledger.close()
    assert House(at=place).ledger.member("ana") == card


HOSTILE = {
    "TZ": "Pacific/Kiritimati",
    "PERSISTENCE_MODULE": "eventsourcing.sqlite",
    "SQLITE_DBNAME": "/nonexistent/other.db",
    "COMPRESSOR_TOPIC": "zlib",
    "CIPHER_TOPIC": "no.such:Cipher",
    "CIPHER_KEY": "x",
    "IS_SNAPSHOTTING_ENABLED": "y",
    "MEMBERLEDGER_LEDGER": "/nonexistent/elsewhere.db",
    "PYTHONTZPATH": "/nonexistent",
}


def test_the_surroundings_of_the_process_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = House(at=tmp_path / "plain.db")
    plain.ledger.enroll("ana", "glow")
    for name, value in HOSTILE.items():
        monkeypatch.setenv(name, value)
    file = tmp_path / "hostile.db"
    house = House(at=file)
    house.ledger.enroll("ana", "glow")
    assert house.ledger.history("ana") == plain.ledger.history("ana")
    assert file.exists()
    house.ledger.close()


def test_eight_threads_on_one_ledger_use_the_last_facial_once(place: str) -> None:
    house = House(at=place)
    house.ledger.enroll("ana", "glow")
    start = threading.Barrier(8)

    def desk(n: int) -> str:
        start.wait()
        try:
            house.ledger.redeem("ana", "facial", key=f"desk-{n}")
        except Refused as refused:
            return refused.reason
        return "won"

    with ThreadPoolExecutor(8) as pool:
        told = sorted(pool.map(desk, range(8)))
    assert told == ["insufficient_balance"] * 7 + ["won"]
    assert house.balance()["facial"] == 0


def test_eight_threads_enroll_eight_members_and_the_same_one(place: str) -> None:
    house = House(at=place)

    def desk(n: int) -> str:
        house.ledger.enroll(f"m-{n}", "glow")
        try:
            house.ledger.enroll("ana", "glow")
        except Refused as refused:
            return refused.reason
        return "won"

    with ThreadPoolExecutor(8) as pool:
        told = sorted(pool.map(desk, range(8)))
    assert told == ["invalid"] * 7 + ["won"]
    assert len(house.ledger.members()) == 9


def test_a_practice_is_opened_again_with_the_same_facts_and_no_others() -> None:
    house = House()
    count = house.ledger.event_count
    house.ledger.open_practice("America/Denver", "USD", [GLOW])
    assert house.ledger.event_count == count
    with pytest.raises(Refused, match="invalid"):
        house.ledger.open_practice("America/Chicago", "USD")
    with pytest.raises(Refused, match="give the new terms version 2"):
        house.ledger.publish([{**GLOW, "price": "209.00"}])
    house.ledger.publish([{**GLOW, "price": "209.00", "version": 2}])
    house.ledger.enroll("bo", "glow")
    assert house.ledger.member("bo").charges[0].amount == 20900


def test_a_decline_that_is_reported_when_nothing_is_owed_is_kept() -> None:
    house = House(reported=True)
    house.ledger.enroll("ana", "glow")
    house.ledger.charge_succeeded("ana", "a", "199.00")
    house.ledger.charge_failed("ana", "b", "199.00", "insufficient_funds")
    card = house.ledger.member("ana")
    assert [(c.charge, c.outcome) for c in card.charges] == [("a", "paid"), ("b", "failed")]
    assert card.standing == "good"


def test_to_go_live_with_the_ledger_of_a_mirror_is_not_passed_over_in_silence() -> None:
    ledger = Ledger.open("sqlite:///:memory:")
    ledger.open_practice("America/Denver", "USD", [GLOW], rung="observe")
    with pytest.raises(Refused, match="invalid"):
        ledger.open_practice("America/Denver", "USD", [GLOW], rung="live")


def test_a_mirror_takes_no_commands() -> None:
    with Ledger.open("sqlite:///:memory:") as ledger:
        ledger.open_practice("America/Denver", "USD", [plan()], rung="observe")
        with pytest.raises(Refused, match="observe_only"):
            ledger.enroll("ana", "glow")
        with pytest.raises(Refused, match="observe_only"):
            ledger.advance()
