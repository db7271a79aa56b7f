"""Names that must never change, and durations counted in periods."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest

from memberledger.values import Cycles, Duration, Schedule, fingerprint, span_after, stream_id

MONTH = Duration.parse("1 month")
FIFTH = Schedule(date(2026, 1, 5), MONTH)


def test_the_fingerprint_of_a_request_is_what_it_was_when_it_was_stored() -> None:
    # keys of years ago are compared with it: compact JSON, names in order, dates as they are told
    written = b'{"at":null,"on":"2026-01-05","quantity":2}'
    request = {"quantity": 2, "on": date(2026, 1, 5), "at": None}
    assert fingerprint(request) == hashlib.sha256(written).hexdigest()


def test_the_id_of_a_stream_is_what_it_was_when_it_was_stored() -> None:
    assert str(stream_id("hill", "zoë")) == "75e44c02-5685-54c8-976e-d081d069f7e8"
    assert str(stream_id("hill")) == "069e4d91-b0bb-5a63-9e09-7d8387b8bae8"


@pytest.mark.parametrize("text", ["0 cycles", "1 cycle", "2 cycles", "9999 cycles"])
def test_cycles_are_written_as_they_are_read(text: str) -> None:
    found = Cycles.parse(text)
    assert found is not None
    assert str(found) == text


@pytest.mark.parametrize("text", ["cycle", "-1 cycles", "10000 cycles", "1 cycles.", "1.5 cycles"])
def test_what_counts_no_cycles_is_none(text: str) -> None:
    assert Cycles.parse(text) is None


@pytest.mark.parametrize(
    ("count", "day", "over"),
    [
        (0, "2026-03-07", "2026-03-07"),
        (1, "2026-03-05", "2026-04-05"),
        (1, "2026-03-06", "2026-05-05"),
        (2, "2026-03-05", "2026-05-05"),
        (3, "2025-11-20", "2026-04-05"),
    ],
)
def test_whole_periods_that_begin_on_or_after_a_day(count: int, day: str, over: str) -> None:
    assert span_after(Cycles(count), date.fromisoformat(day), FIFTH) == date.fromisoformat(over)


@pytest.mark.parametrize(
    ("count", "day", "over"),
    [
        (1, "2026-01-05", "2026-02-05"),
        (1, "2026-01-06", "2026-03-20"),  # February's whole period ran on to the new anchor
        (2, "2026-01-05", "2026-03-20"),
        (3, "2026-01-05", "2026-04-20"),
        (2, "2026-02-06", "2026-05-20"),
    ],
)
def test_periods_before_a_shift_count_as_they_began(count: int, day: str, over: str) -> None:
    begun = [date(2026, 2, 5), date(2026, 1, 5), date(2026, 3, 20)]
    shifted = Schedule(date(2026, 3, 20), MONTH)
    found = span_after(Cycles(count), date.fromisoformat(day), shifted, begun)
    assert found == date.fromisoformat(over)


def test_a_duration_of_days_needs_no_periods() -> None:
    assert span_after(Duration.parse("30 days"), date(2026, 1, 31), FIFTH) == date(2026, 3, 2)


def test_the_day_one_cycle_before_the_anchor() -> None:
    assert Schedule(date(2026, 3, 31), MONTH).before_anchor() == date(2026, 2, 28)
    weeks = Duration.parse("2 weeks")
    assert Schedule(date(2026, 2, 1), weeks).before_anchor() == date(2026, 1, 18)
    # a common day says nothing to periods of weeks
    assert Schedule(date(2026, 2, 1), weeks, 1).before_anchor() == date(2026, 1, 18)
    assert Schedule(date(2026, 2, 1), weeks, 1).start(1) == date(2026, 2, 15)
    assert Schedule.on_day(date(2026, 3, 1), MONTH, 31).before_anchor() == date(2026, 2, 28)
