"""What every store promises about streams: whole, ordered, gap-free, one writer wins."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from memberledger.aggregates.event import Event
from memberledger.store import (
    Append,
    ChainFault,
    Conflict,
    Registry,
    Store,
    StoreClosed,
    UnknownEvent,
    UnwritableEvent,
    open_store,
)

from .facts import ANNA, BEA, Enrolled, Lot, enrolled, granted, redeemed, registry, stream_named


def test_what_a_member_did_is_read_back_in_order(store: Store) -> None:
    history: list[Event] = [enrolled(), granted(1, 2), redeemed()]
    store.append([Append(ANNA, 0, history[:2])])
    store.append([Append(ANNA, 2, history[2:])])
    assert store.read(ANNA) == history
    assert store.read(ANNA, after=2) == history[2:]
    assert store.read(ANNA, after=3) == []
    assert store.version(ANNA) == 3


def test_a_member_nobody_enrolled_has_no_history(store: Store) -> None:
    assert store.read(ANNA) == []
    assert store.version(ANNA) == 0
    assert store.record_count() == 0
    assert list(store.records()) == []


def test_positions_count_on_over_the_whole_ledger(store: Store) -> None:
    assert store.append([Append(ANNA, 0, [enrolled(), granted()])]) == [1, 2]
    batch = [Append(BEA, 0, [enrolled()]), Append(ANNA, 2, [redeemed()])]
    assert store.append(batch) == [3, 4]
    assert [(r.position, r.stream, r.version) for r in store.records()] == [
        (1, ANNA, 1),
        (2, ANNA, 2),
        (3, BEA, 1),
        (4, ANNA, 3),
    ]
    assert store.append([]) == []


def test_a_front_desk_that_read_an_older_version_is_told_the_newer_one(store: Store) -> None:
    store.append([Append(ANNA, 0, [enrolled()])])
    for expected in (0, 2):
        with pytest.raises(Conflict) as refused:
            store.append([Append(ANNA, expected, [redeemed()])])
        assert (refused.value.stream, refused.value.expected) == (ANNA, expected)
        assert refused.value.found == 1
    assert store.record_count() == 1


def test_an_empty_write_still_expects_its_version(store: Store) -> None:
    with pytest.raises(Conflict):
        store.append([Append(ANNA, 1, [])])
    assert store.append([Append(ANNA, 0, [])]) == []


def test_a_batch_is_written_whole_or_not_at_all(store: Store) -> None:
    store.append([Append(BEA, 0, [enrolled()])])
    with pytest.raises(Conflict):
        store.append([Append(ANNA, 0, [enrolled(), granted()]), Append(BEA, 0, [enrolled()])])
    assert store.read(ANNA) == []
    assert store.append([Append(ANNA, 0, [enrolled()])]) == [2]


def test_one_stream_may_come_twice_in_a_batch(store: Store) -> None:
    store.append([Append(ANNA, 0, [enrolled()]), Append(ANNA, 1, [redeemed()])])
    assert store.version(ANNA) == 2
    assert list(store.verify_chain()) == []
    with pytest.raises(Conflict):
        store.append([Append(ANNA, 2, [redeemed()]), Append(ANNA, 2, [redeemed()])])
    assert store.version(ANNA) == 2


def test_an_event_of_a_class_nobody_registered_is_not_written(store: Store) -> None:
    class Gossiped(Event):
        about: str

    stray = Gossiped(**enrolled().model_dump(exclude={"plan"}), about="bea")
    with pytest.raises(UnknownEvent):
        store.append([Append(ANNA, 0, [enrolled(), stray])])
    assert store.record_count() == 0


def test_an_event_that_would_not_read_back_is_not_written(store: Store) -> None:
    for broken in (
        redeemed().model_copy(update={"units": "one"}),
        granted().model_copy(update={"lots": (Lot(ref="a", units=1), None)}),
        enrolled().model_copy(update={"plan": object()}),
        enrolled().model_copy(update={"plan": "\ud800"}),
    ):
        with pytest.raises(UnwritableEvent):
            store.append([Append(ANNA, 0, [broken])])
    assert store.record_count() == 0


def test_an_optional_field_that_would_come_back_as_another_value_is_not_written() -> None:
    class Paused(Event):
        weeks: int | None = 4

    with open_store(":memory:", Registry([Paused])) as store:
        open_ended = Paused(**enrolled().model_dump(exclude={"plan"}), weeks=None)
        with pytest.raises(UnwritableEvent):
            store.append([Append(ANNA, 0, [open_ended])])


def test_the_log_comes_in_batches_and_from_any_position(store: Store) -> None:
    store.append([Append(ANNA, 0, [redeemed() for _ in range(7)])])
    for batch in (1, 2, 7, 8):
        assert [r.position for r in store.records(batch=batch)] == [1, 2, 3, 4, 5, 6, 7]
    assert [r.position for r in store.records(after=5)] == [6, 7]
    assert store.record_count() == 7
    record = next(store.records())
    assert registry().parse(record.name, record.data) == redeemed()
    with pytest.raises(ValueError, match="one record or more"):
        store.records(batch=0)


def test_a_closed_ledger_says_so(store: Store) -> None:
    store.append([Append(ANNA, 0, [enrolled()])])
    store.close()
    store.close()
    with pytest.raises(StoreClosed):
        store.read(ANNA)
    with pytest.raises(StoreClosed):
        store.append([Append(ANNA, 1, [redeemed()])])


def test_two_desks_racing_for_the_last_facial_never_both_get_it(store: Store) -> None:
    store.append([Append(ANNA, 0, [enrolled()])])
    won: list[int] = []
    found: list[ChainFault] = []
    start = threading.Barrier(8)

    def desk(number: int) -> None:
        start.wait()
        for _ in range(10):
            version = store.version(ANNA)
            try:
                store.append([Append(ANNA, version, [redeemed()])])
            except Conflict:
                continue
            won.append(version)

    def auditor() -> None:
        while len(won) < 5:
            found.extend(store.verify_chain())

    threads = [threading.Thread(target=desk, args=(n,)) for n in range(8)]
    threads.append(threading.Thread(target=auditor))
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(won) == len(set(won)) == store.version(ANNA) - 1
    assert won
    assert found == []
    assert len(store.read(ANNA)) == store.version(ANNA)
    assert list(store.verify_chain()) == []


def _in_memory(_: pytest.FixtureRequest) -> str:
    return ":memory:"


def _on_a_server(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue("postgres").url()
    return url


@pytest.mark.parametrize("place", [_in_memory, _on_a_server])
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    batches=st.lists(
        st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.booleans()), max_size=4),
        max_size=6,
    )
)
def test_any_series_of_batches_reads_back_as_a_plain_list_would(
    request: pytest.FixtureRequest,
    place: Callable[[pytest.FixtureRequest], str],
    batches: list[list[tuple[str, int, bool]]],
) -> None:
    """Against the simplest model there is: a dict of lists, copied before each batch."""
    model: dict[str, list[Event]] = {}
    written = 0
    with open_store(place(request), registry()) as store:
        for batch in batches:
            after = {name: list(events) for name, events in model.items()}
            writes, fine = [], True
            for name, count, right in batch:
                history = after.setdefault(name, [])
                expected = len(history) if right else len(history) + 1
                fine = fine and right
                events = [redeemed(units=n) for n in range(count)]
                writes.append(Append(stream_named(name), expected, events))
                history.extend(events)
            if fine:
                positions = store.append(writes)
                model = after
                assert positions == list(range(written + 1, written + len(positions) + 1))
                written += len(positions)
            else:
                with pytest.raises(Conflict):
                    store.append(writes)
        for name in "abc":
            assert store.read(stream_named(name)) == model.get(name, [])
        assert store.record_count() == written
        assert list(store.verify_chain()) == []


def test_text_of_any_script_survives(store: Store) -> None:
    plan = "glow ✨ 美 \x00 \"quoted\": 'x' \\ \u2028"
    event = Enrolled(plan=plan, effective_on=date(2026, 2, 28), recorded_at=enrolled().recorded_at)
    store.append([Append(ANNA, 0, [event])])
    assert store.read(ANNA) == [event]
