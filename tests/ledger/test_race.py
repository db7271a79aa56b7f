"""No facial is redeemed twice, whoever is first."""

from __future__ import annotations

from .race import fair, race


def test_of_eight_processes_one_gets_the_last_facial_and_none_errs(place: str) -> None:
    told = race(10, place)
    assert [dict(item) for item in told if not fair(item)] == []
