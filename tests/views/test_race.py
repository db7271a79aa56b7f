"""A short race; `python -m tests.views.race 30` is a long one."""

from __future__ import annotations

from .race import race


def test_workers_and_writers_at_once_apply_every_event_once_and_meet_no_error(
    shared_url: str,
) -> None:
    done = race(shared_url, 3)
    assert done["write"] >= 4
    assert done["follow"] >= 2
    assert done["rebuild"] >= 1
