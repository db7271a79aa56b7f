"""Names are a closed list, bytes are validated, old names are read by upcasts."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ConfigDict

from memberledger.aggregates.event import Event
from memberledger.store import CorruptEvent, Registry, UnknownEvent

from .facts import Enrolled, Granted, Lot, Redeemed, enrolled, granted, redeemed, registry

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
bases = st.fixed_dictionaries(
    {
        "effective_on": st.dates(date(2000, 1, 1), date(2100, 1, 1)),
        "recorded_at": st.datetimes(
            datetime(2000, 1, 1),  # noqa: DTZ001
            datetime(2100, 1, 1),  # noqa: DTZ001
            timezones=st.just(UTC),
        ),
        "reason": st.none() | texts,
        "key": st.none() | texts,
    }
)
events = st.one_of(
    st.builds(lambda base, plan: Enrolled(plan=plan, **base), bases, texts),
    st.builds(
        lambda base, lots: Granted(lots=tuple(lots), **base),
        bases,
        st.lists(st.builds(Lot, ref=texts, units=st.integers(-(2**62), 2**62)), max_size=3),
    ),
    st.builds(lambda base, n: Redeemed(benefit="b", units=n, **base), bases, st.integers()),
)


@given(events)
def test_every_event_reads_back_as_itself_from_the_same_bytes(event: Event) -> None:
    book = registry()
    name, data = book.encode(event)
    again = book.parse(name, data)
    assert again == event
    assert type(again) is type(event)
    assert book.dump(again) == data


def test_a_stored_name_carries_its_version_and_no_module() -> None:
    book = registry()
    assert book.name_of(enrolled()) == "Enrolled.v2"
    assert book.name_of(redeemed()) == "Redeemed.v1"
    assert book.names == {"Enrolled.v2", "Granted.v1", "Redeemed.v1"}


def test_stored_bytes_are_compact_and_hold_no_empty_fields() -> None:
    assert registry().dump(redeemed(day=2)) == (
        b'{"effective_on":"2026-05-02","recorded_at":"2026-05-02T09:30:00Z",'
        b'"key":"redemption:2","benefit":"facial","units":1}'
    )


@pytest.mark.parametrize("name", ["os:system", "antigravity:fly_to", "Redeemed", "Redeemed.v9", ""])
def test_a_name_from_nowhere_stops_with_its_position_and_imports_nothing(name: str) -> None:
    with pytest.raises(UnknownEvent) as stopped:
        registry().parse(name, b"{}", 41)
    assert (stopped.value.name, stopped.value.position) == (name, 41)
    assert "antigravity" not in sys.modules


def _edited(**changes: Any) -> bytes:
    return json.dumps({**json.loads(registry().dump(redeemed())), **changes}).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        _edited(units="1"),
        _edited(units=1.5),
        _edited(units=None),
        _edited(cheque=1),
        _edited(effective_on="2026-02-30"),
        _edited(effective_on=20240101),
    ],
)
def test_bytes_that_are_not_the_event_are_never_believed(data: bytes) -> None:
    with pytest.raises(CorruptEvent) as stopped:
        registry().parse("Redeemed.v1", data, 7)
    assert stopped.value.position == 7
    assert stopped.value.why


GRANTED = registry().dump(granted(1, 2))
REDEEMED = registry().dump(redeemed())


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("Redeemed.v1", REDEEMED.replace(b'"units":1', b'"units":1,"units":9')),
        ("Redeemed.v1", REDEEMED.replace(b'"units":1', b'"units" :1,"units":9')),
        ("Redeemed.v1", REDEEMED.replace(b'"units":1', b'"units"\n:1,"unit\\u0073":9')),
        ("Granted.v1", GRANTED.replace(b'"units":2', b'"units":2,"units":9')),
        ("Granted.v1", GRANTED.replace(b'"ref":"lot-1"', b'"ref":"x","ref":"lot-1"')),
    ],
)
def test_a_key_named_twice_is_damage_wherever_it_stands(name: str, data: bytes) -> None:
    with pytest.raises(CorruptEvent, match="more than once"):
        registry().parse(name, data)


def test_bytes_laid_out_differently_mean_the_same() -> None:
    for event, name in ((granted(1, 2), "Granted.v1"), (redeemed(), "Redeemed.v1")):
        loose = json.dumps(json.loads(registry().dump(event)), indent=2).encode()
        assert registry().parse(name, loose) == event


def test_what_an_error_says_never_repeats_the_value() -> None:
    with pytest.raises(CorruptEvent) as stopped:
        registry().parse("Redeemed.v1", _edited(units="card 4242"), 7)
    assert "4242" not in str(stopped.value)
    assert "units" in stopped.value.why


# Upcasts: what an older version of the library wrote.


def _first_enrolled() -> bytes:
    payload = json.loads(registry().dump(enrolled("glow")))
    payload["tier"] = payload.pop("plan")
    return json.dumps(payload).encode()


def _tier_to_plan(payload: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    payload["plan"] = payload.pop("tier")
    return "Enrolled.v2", payload


def test_an_old_event_is_read_as_its_newest_form() -> None:
    book = Registry([Enrolled], {"Enrolled.v1": _tier_to_plan})
    assert book.parse("Enrolled.v1", _first_enrolled()) == enrolled("glow")
    assert "Enrolled.v1" in book.names


def test_upcasts_are_chained_and_may_change_the_name() -> None:
    book = Registry(
        [Enrolled],
        {"Joined.v1": lambda payload: ("Enrolled.v1", payload), "Enrolled.v1": _tier_to_plan},
    )
    assert book.parse("Joined.v1", _first_enrolled()) == enrolled("glow")


@pytest.mark.parametrize(
    ("upcast", "why"),
    [
        (lambda payload: ("Enrolled.v2", {}), "Enrolled.v2"),
        (lambda payload: ("Enrolled.v2", {**payload, "plan": {1}}), "Enrolled.v2"),
        (lambda payload: ("Enrolled.v1", payload), "come back"),
        (lambda payload: payload["nothing"], "upcast failed"),
    ],
)
def test_an_upcast_that_fails_stops_with_the_old_name_and_the_position(
    upcast: Callable[[dict[str, Any]], tuple[str, dict[str, Any]]], why: str
) -> None:
    book = Registry([Enrolled], {"Enrolled.v1": upcast})
    with pytest.raises(CorruptEvent, match=why) as stopped:
        book.parse("Enrolled.v1", _first_enrolled(), 3)
    assert (stopped.value.name, stopped.value.position) == ("Enrolled.v1", 3)


def test_an_old_event_is_checked_for_keys_named_twice_too() -> None:
    book = Registry([Enrolled], {"Enrolled.v1": _tier_to_plan})
    twice = _first_enrolled().replace(b'"tier": "glow"', b'"tier": "a", "tier": "glow"')
    with pytest.raises(CorruptEvent, match="more than once"):
        book.parse("Enrolled.v1", twice)
    with pytest.raises(CorruptEvent, match="not a JSON object"):
        book.parse("Enrolled.v1", b"[]")


def test_an_upcast_to_nowhere_is_unknown() -> None:
    book = Registry([Enrolled], {"Enrolled.v1": lambda payload: ("Lost.v1", payload)})
    with pytest.raises(UnknownEvent) as stopped:
        book.parse("Enrolled.v1", _first_enrolled(), 3)
    assert (stopped.value.name, stopped.value.position) == ("Lost.v1", 3)


# What a registry refuses to be made of.


def test_two_types_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match=r"Redeemed\.v1"):
        Registry([Redeemed, Redeemed])


def test_an_upcast_may_not_hide_a_registered_event() -> None:
    with pytest.raises(ValueError, match=r"Enrolled\.v2"):
        Registry([Enrolled], {"Enrolled.v2": _tier_to_plan})


def test_an_open_or_mutable_or_lax_event_type_is_refused() -> None:
    for loose in (ConfigDict(extra="ignore"), ConfigDict(frozen=False), ConfigDict(strict=False)):

        class Loose(Event):
            model_config = loose
            version: ClassVar[int] = 1

        with pytest.raises(ValueError, match="Loose"):
            Registry([Loose])


@pytest.mark.parametrize(
    "event", [redeemed(), granted(), enrolled()], ids=lambda e: type(e).__name__
)
def test_a_state_kept_as_text_is_damage_and_is_located(event: Event) -> None:
    """SQLite keeps any type in any column, so a row written by another hand may hold text."""
    book = registry()
    name, data = book.encode(event)
    rows: Any = [(5, 1, name, data.decode())]
    with pytest.raises(CorruptEvent, match="bytes") as caught:
        book.parse_stream(UUID(int=7), 0, rows)
    assert (caught.value.position, caught.value.version) == (5, 1)
    with pytest.raises(CorruptEvent, match="bytes"):
        book.parse(name, rows[0][3], 5)
